package org.sscard.servicekit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class StatusPageTest {

    private ServiceServer server;

    @BeforeEach
    void start() {
        Frame frame = new Frame(
                "运行状态", "医保<结算>", true, List.of(new Frame.Link("/", "状态"), new Frame.Link("/batches", "批次")), "/");
        StatusPage status = new StatusPage(
                frame,
                "insurance-backend",
                "0.1.0",
                List.of(
                        new StatusPage.Line("数据库", "database", () -> Chip.upOrDown(true), () -> "PostgreSQL"),
                        new StatusPage.Line("订阅", "feed", () -> new Chip(Tone.WARNING, "落后"), () -> "<script>")),
                List.of(new StatusPage.Address("/healthz", "健康检查", "health")));
        server = ServiceServer.builder(new ServerConfig("127.0.0.1", 0, List.of(), null))
                .dev()
                .pages()
                .route("/", status)
                .route("/fails", (request, http) -> {
                    throw new CodedException(ErrorCode.BATCH_NOT_FOUND, "<B1>");
                })
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theStatusPage_isChineseFirst_escaped_andWithoutInlineCode() throws Exception {
        HttpResponse<String> page = get("/", "text/html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(page.body())
                .contains("<html lang=\"zh-CN\">")
                .contains("演示环境")
                .contains("医保&lt;结算&gt;")
                .contains("aria-current=\"page\">状态<")
                .contains("class=\"chip ok\"")
                .contains("落后")
                .contains("&lt;script&gt;")
                .doesNotContain("<script>")
                .doesNotContain(" style=")
                .doesNotContain(" onclick=");
    }

    @Test
    void everyAssetThatThePageNames_isThere() throws Exception {
        var matcher = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"")
                .matcher(get("/", "text/html").body());
        int assets = 0;
        while (matcher.find()) {
            assertThat(get(matcher.group(1), "*/*").statusCode())
                    .as(matcher.group(1))
                    .isEqualTo(200);
            assets++;
        }
        assertThat(assets).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aBrowserGetsFailuresAsAPage_aProgramAsJson() throws Exception {
        HttpResponse<String> page = get("/fails", "text/html,application/xhtml+xml");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body())
                .contains("BATCH_NOT_FOUND")
                .contains("&lt;B1&gt;")
                .contains("检查批次号");
        assertThat(get("/nowhere", "text/html").body()).contains("<html").contains("REQUEST_NOT_FOUND");
        assertThat(get("/fails", "application/json").body()).startsWith("{").contains("BATCH_NOT_FOUND");
    }

    @Test
    void theSummaryOfErrors_leadsToTheFields() {
        String summary = Pages.kit()
                .text(
                        "component/summary.jte",
                        Map.of("errors", List.of(new FieldError("name", "姓名不能为空"), new FieldError("id", "校验码不对"))));

        assertThat(summary).contains("有 2 处").contains("href=\"#name\"").contains("href=\"#id\"");
        assertThat(Pages.kit()
                        .text("component/summary.jte", Map.of("errors", List.of()))
                        .strip())
                .isEmpty();
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        URI uri = server.url().resolve(path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri).header("Accept", accept).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
