package org.sscard.launcher.deep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.insurance.enrolment.Scheme;

/**
 * A pharmacy's program on the national interface, without an agent: it writes a msgid down before it sends, resends the same
 * message, and reverses (2601) what it cannot find out. Ends by itself when every sale is through.
 */
public final class NationalDesk {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int THREADS = 4;
    private static final int SENDINGS = 3;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger sequence = new AtomicInteger();
    private final String institution;
    private final URI door;
    private final DeskBooks books;
    private final long seed;
    /** By sale: its last msgid, and what the insurer said of it. */
    private final Map<String, String[]> begun = new ConcurrentHashMap<>();

    private NationalDesk(String institution, URI door, DeskBooks books, long seed) {
        this.institution = institution;
        this.door = door;
        this.books = books;
        this.seed = seed;
    }

    /** Arguments: institution, directory, insurer's port, sales, seed. */
    public static void main(String[] args) throws Exception {
        Path book = Path.of(args[1]).resolve("his.log");
        URI door = URI.create("http://127.0.0.1:" + args[2] + "/mbs/fmi/fsi/api/callFsiService/callService");
        int sales = Integer.parseInt(args[3]);
        List<String[]> facts = DeskBooks.facts(book);
        try (DeskBooks books = new DeskBooks(book)) {
            NationalDesk desk = new NationalDesk(args[0], door, books, Long.parseLong(args[4]));
            Map<String, Boolean> done = new HashMap<>();
            for (String[] fact : facts) {
                switch (fact[0]) {
                    case "M", "C" -> desk.begun.put(fact[0] + fact[1], fact);
                    case "E" -> done.put(fact[1], true);
                    default -> {}
                }
            }
            AtomicInteger next = new AtomicInteger();
            ExecutorService tills = Executors.newFixedThreadPool(THREADS);
            for (int till = 0; till < THREADS; till++) {
                tills.execute(() -> {
                    for (int sale = next.getAndIncrement(); sale < sales; sale = next.getAndIncrement()) {
                        if (!done.containsKey("N" + sale)) {
                            desk.through("N" + sale, sale);
                        }
                    }
                });
            }
            tills.shutdown();
            if (tills.awaitTermination(1, TimeUnit.HOURS)) {
                books.write("F", "0", "0", "0", "0");
            }
        }
    }

    private void through(String sale, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        SandboxData.SandboxPerson buyer = random.nextBoolean()
                ? PaperCards.EMPLOYEES.get(random.nextInt(PaperCards.EMPLOYEES.size()))
                : PaperCards.HOLDERS.get(random.nextInt(PaperCards.HOLDERS.size()));
        Map<String, Object> input = sale(buyer, 1 + random.nextInt(300), 1 + random.nextInt(9));
        boolean takeBack = random.nextInt(5) == 0;
        JsonNode info = posted("M", "2102", sale, buyer, input);
        if (takeBack) {
            posted(
                    "C",
                    "2103",
                    sale,
                    buyer,
                    Map.of(
                            "data",
                            Map.of(
                                    "setl_id", info.path("setl_id").asText(),
                                    "mdtrt_id", info.path("mdtrt_id").asText(),
                                    "psn_no", buyer.psnNo())));
        }
        books.write("E", sale);
    }

    /** A msgid a try; a try that stays unknown is reversed before the next. */
    private JsonNode posted(
            String mark, String infno, String sale, SandboxData.SandboxPerson buyer, Map<String, Object> input) {
        String[] earlier = begun.get(mark + sale);
        String msgid = earlier == null ? null : earlier[2];
        while (true) {
            if (msgid == null) {
                msgid = draw();
                books.write(mark, sale, msgid);
            }
            Optional<JsonNode> answer = send(infno, msgid, buyer, input);
            if (answer.filter(NationalDesk::done).isPresent()) {
                JsonNode info = answer.get().path("output").path("setlinfo");
                books.posted(msgid, fen(info, "medfee_sumamt"), fen(info, "fund_pay_sumamt"), fen(info, "acct_pay"));
                return info;
            }
            answer.ifPresent(refused -> System.err.println(
                    sale + " " + infno + " " + refused.path("err_msg").asText()));
            if (mark.equals("C") && answer.filter(NationalDesk::laterCapLimited).isPresent()) {
                return answer.get();
            }
            Map<String, Object> reversal =
                    Map.of("data", Map.of("psn_no", buyer.psnNo(), "omsgid", msgid, "oinfno", infno));
            Optional<JsonNode> reversed = Optional.empty();
            String own = draw();
            while (reversed.filter(said -> done(said) || laterCapLimited(said)).isEmpty()) {
                reversed = send("2601", own, buyer, reversal);
            }
            // What cannot be taken back stands: the same message again fetches its answer.
            if (done(reversed.get())) {
                books.withdrawn(msgid);
                msgid = null;
            }
        }
    }

    private static boolean done(JsonNode answer) {
        return answer.path("infcode").asText().equals("0");
    }

    /** Reading A15: nothing is taken back under a later settlement that the cap limited. */
    private static boolean laterCapLimited(JsonNode answer) {
        return answer.path("err_msg").asText().startsWith("[LATER_CAP_LIMITED]");
    }

    /** The same message up to three times; empty when nothing that can be read came back. */
    private Optional<JsonNode> send(
            String infno, String msgid, SandboxData.SandboxPerson buyer, Map<String, Object> input) {
        try {
            byte[] message = JSON.writeValueAsBytes(Map.ofEntries(
                    Map.entry("infno", infno),
                    Map.entry("msgid", msgid),
                    Map.entry("mdtrtarea_admvs", "211000"),
                    Map.entry("insuplc_admdvs", buyer.insuplcAdmdvs()),
                    Map.entry("infver", "V1.0"),
                    Map.entry("opter_type", "1"),
                    Map.entry("opter", "001"),
                    Map.entry("opter_name", "till"),
                    Map.entry("inf_time", "2026-03-20 10:00:00"),
                    Map.entry("fixmedins_code", institution),
                    Map.entry("fixmedins_name", "pharmacy"),
                    Map.entry("input", input)));
            for (int sending = 0; sending < SENDINGS; sending++) {
                try {
                    HttpResponse<byte[]> answer = http.send(
                            HttpRequest.newBuilder(door)
                                    .timeout(Duration.ofSeconds(5))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(message))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                    return Optional.of(JSON.readTree(answer.body()));
                } catch (IOException e) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String draw() {
        return institution
                + SECOND.format(LocalDateTime.now(ZoneId.of("Asia/Shanghai")))
                + "%04d".formatted(sequence.getAndIncrement() % 10_000);
    }

    private static Map<String, Object> sale(SandboxData.SandboxPerson buyer, int price, int boxes) {
        return Map.of(
                "druginfo",
                Map.of(
                        "psn_no",
                        buyer.psnNo(),
                        "mdtrt_cert_type",
                        "02",
                        "mdtrt_cert_no",
                        buyer.certno(),
                        "begntime",
                        "2026-03-02 10:00:00",
                        "medfee_sumamt",
                        yuan(price * boxes + 125),
                        "insutype",
                        (buyer.scheme() == Scheme.EMPLOYEE ? "310" : "390"),
                        "acct_used_flag",
                        "1",
                        "med_type",
                        "41"),
                "drugdetail",
                List.of(line("1", "XSANDBOX000000000003", price, boxes), line("2", "XSANDBOX000000000024", 125, 1)));
    }

    private static Map<String, Object> line(String number, String item, int price, int count) {
        return Map.of(
                "feedetl_sn", number,
                "med_list_codg", item,
                "det_item_fee_sumamt", yuan(price * count),
                "cnt", count,
                "pric", yuan(price));
    }

    private static String yuan(int fen) {
        return "%d.%02d".formatted(fen / 100, fen % 100);
    }

    private static long fen(JsonNode info, String field) {
        return info.path(field).decimalValue().movePointRight(2).longValueExact();
    }
}
