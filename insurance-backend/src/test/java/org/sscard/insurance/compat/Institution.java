package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A hospital's or pharmacy's program that speaks the national interface over HTTP. */
final class Institution {

    static final String PATH = "/mbs/fmi/fsi/api/callFsiService/callService";
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    final String code;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    Institution(URI insurer, String code) {
        this.address = insurer.resolve(PATH);
        this.code = code;
    }

    String msgid() {
        return code + "20260320100000" + "%04d".formatted(SEQUENCE.incrementAndGet());
    }

    String number() {
        return "N" + SEQUENCE.incrementAndGet();
    }

    /** The reply's JSON; a fresh msgid. */
    JsonNode call(String infno, String area, Object input) {
        return send(envelope(infno, msgid(), area, input));
    }

    /** As {@link #call}, and it must have been done. */
    JsonNode done(String infno, String area, Object input) {
        JsonNode reply = call(infno, area, input);
        if (!reply.path("infcode").asText().equals("0")) {
            throw new AssertionError(infno + ": " + reply);
        }
        return reply.path("output");
    }

    Map<String, Object> envelope(String infno, String msgid, String area, Object input) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("infno", infno);
        message.put("msgid", msgid);
        message.put("mdtrtarea_admvs", "211000");
        message.put("insuplc_admdvs", area);
        message.put("recer_sys_code", "HIS");
        message.put("dev_no", "");
        message.put("dev_safe_info", "");
        message.put("cainfo", "");
        message.put("signtype", "");
        message.put("infver", "V1.0");
        message.put("opter_type", "1");
        message.put("opter", "001");
        message.put("opter_name", "测试");
        message.put("inf_time", "2026-03-20 10:00:00");
        message.put("fixmedins_code", code);
        message.put("fixmedins_name", "医院");
        message.put("input", input);
        return message;
    }

    JsonNode send(Map<String, Object> message) {
        try {
            HttpResponse<byte[]> response = post(JSON.writeValueAsBytes(message));
            if (response.statusCode() != 200) {
                throw new AssertionError("HTTP " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<byte[]> post(byte[] body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "application/json; charset=utf-8")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    // The messages of a visit, a stay and a sale.

    String register(SandboxPerson person, String medType) {
        JsonNode output = done(
                "2201",
                person.area(),
                Map.of(
                        "data",
                        Map.of(
                                "psn_no", person.psnNo(),
                                "insutype", person.insutype(),
                                "begntime", "2026-03-01 08:00:00",
                                "mdtrt_cert_type", "02",
                                "mdtrt_cert_no", person.certno(),
                                "ipt_otp_no", number(),
                                "dept_name", "内科")));
        String visit = output.path("data").path("mdtrt_id").asText();
        done(
                "2203",
                person.area(),
                Map.of(
                        "mdtrtinfo",
                        Map.of(
                                "mdtrt_id",
                                visit,
                                "psn_no",
                                person.psnNo(),
                                "med_type",
                                medType,
                                "begntime",
                                "2026-03-01 08:00:00"),
                        "diseinfo",
                        List.of(Map.of("diag_type", "1", "diag_code", "J18.9", "diag_name", "肺炎"))));
        return visit;
    }

    String admit(SandboxPerson person, String medType, String diagnosis, String begins) {
        return done(
                        "2401",
                        person.area(),
                        Map.of(
                                "mdtrtinfo",
                                Map.of(
                                        "psn_no", person.psnNo(),
                                        "insutype", person.insutype(),
                                        "begntime", begins,
                                        "mdtrt_cert_type", "03",
                                        "mdtrt_cert_no", person.cardNo(),
                                        "card_sn", person.cardSn(),
                                        "med_type", medType,
                                        "ipt_otp_no", number(),
                                        "dscg_maindiag_code", diagnosis),
                                "diseinfo",
                                List.of(Map.of("diag_code", diagnosis))))
                .path("result")
                .path("mdtrt_id")
                .asText();
    }

    /** A line; amounts as texts in yuan. */
    static Map<String, Object> line(
            SandboxPerson person, String visit, String number, String item, String price, String count, String sum) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("feedetl_sn", number);
        line.put("mdtrt_id", visit);
        line.put("psn_no", person.psnNo());
        line.put("chrg_bchno", "B1");
        line.put("fee_ocur_time", "2026-03-01 09:00:00");
        line.put("med_list_codg", item);
        line.put("medins_list_codg", "X");
        line.put("det_item_fee_sumamt", sum);
        line.put("cnt", count);
        line.put("pric", price);
        return line;
    }

    JsonNode upload(String infno, SandboxPerson person, Object... lines) {
        return done(infno, person.area(), Map.of("feedetail", List.of(lines))).path("result");
    }

    static Map<String, Object> bill(SandboxPerson person, String visit, String total) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("psn_no", person.psnNo());
        data.put("mdtrt_cert_type", "02");
        data.put("mdtrt_cert_no", person.certno());
        data.put("medfee_sumamt", total);
        data.put("psn_setlway", "01");
        data.put("mdtrt_id", visit);
        data.put("chrg_bchno", "B1");
        data.put("acct_used_flag", "1");
        data.put("insutype", person.insutype());
        return data;
    }

    /** A stay of one class-A line from 1 to 10 March 2026, not yet settled. */
    String stay(SandboxPerson person, String total) {
        String visit = admit(person, "21", "J18.9", "2026-03-01 08:00:00");
        upload("2301", person, line(person, visit, "1", "XSANDBOX000000000001", total, "1", total));
        done(
                "2402",
                person.area(),
                Map.of(
                        "dscginfo",
                        Map.of("mdtrt_id", visit, "psn_no", person.psnNo(), "endtime", "2026-03-10T10:00:00")));
        return visit;
    }

    JsonNode settle(String infno, SandboxPerson person, String visit, String total, String msgid) {
        return send(envelope(infno, msgid, person.area(), Map.of("data", bill(person, visit, total))));
    }

    JsonNode reverse(SandboxPerson person, String omsgid, String oinfno) {
        return call(
                "2601",
                person.area(),
                Map.of("data", Map.of("psn_no", person.psnNo(), "omsgid", omsgid, "oinfno", oinfno)));
    }

    JsonNode cancel(String infno, SandboxPerson person, JsonNode setlinfo) {
        return call(
                infno,
                person.area(),
                Map.of(
                        "data",
                        Map.of(
                                "setl_id", setlinfo.path("setl_id").asText(),
                                "mdtrt_id", setlinfo.path("mdtrt_id").asText(),
                                "psn_no", person.psnNo())));
    }
}
