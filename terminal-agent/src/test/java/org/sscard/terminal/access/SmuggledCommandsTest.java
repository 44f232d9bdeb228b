package org.sscard.terminal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.terminal.access.AgentAtLoopback.json;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.terminal.CountingCards;

/** Attack A11: commands for the card, raw or hidden in what the calls do take. None reaches it. */
@Timeout(60)
class SmuggledCommandsTest {

    @TempDir
    static Path directory;

    private static AgentAtLoopback agent;
    private long before;

    @BeforeAll
    static void start() {
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void count() {
        before = CountingCards.commands();
    }

    @AfterEach
    void cardSawNothing() {
        assertThat(CountingCards.commands()).isEqualTo(before);
        assertThat(agent.get("/healthz").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/card/apdu", "/v1/card/transmit", "/v1/apdu", "/sscard.terminal.v1.TerminalService/Transmit"
            })
    void callForRawCommands_isNotThere(String path) {
        assertThat(agent.send("POST", path, "{\"apdu\":\"00A4040000\"}").statusCode())
                .isIn(404, 415);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/v1/card/basic-read;{\"reader\":[\"window\"]}",
                "/v1/card/basic-read;{\"reader\":\"window\",\"reader\":\"sam\",\"x\":1}",
                "/v1/card/basic-read;[]",
                "/v1/card/read-files;{\"files\":[{\"application\":\"00A4040007\",\"file\":\"EF05\"}]}",
                "/v1/card/read-files;{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\\u000000\",\"items\":[{\"tag\":7}]}]}",
                "/v1/card/read-files;{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\",\"items\":[{\"tag\":70000}]}]}",
                "/v1/card/read-files;{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\",\"items\":[{\"tag\":-1}]}]}",
                "/v1/card/debit;{\"cardIdentificationCode\":\"AAAA\",\"selfPayFen\":1,\"time\":\"20261122120000\"}",
                "/v1/card/authenticate;{\"cardIdentificationCode\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"challenge\":\"AA==\"}"
            })
    void malformedRequest_isRefusedByCode(String path, String body) {
        HttpResponse<String> answer = agent.send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 404, 409);
        assertThat(json(answer).get("code").asText()).isNotEqualTo("SERVER_INTERNAL");
    }

    @Test
    void oversizedMessage_isRefused() {
        String body = "{\"reader\":\"" + "w".repeat(11 << 20) + "\"}";
        assertThat(agent.send("POST", "/v1/card/basic-read", body).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/readers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        + "POST /v1/card/basic-read HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}",
                "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
                "GET http://evil.example/v1/readers HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "GET /healthz HTTP/1.1\r\n\r\n",
                "\u0000\u0001\u0002\u0003",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"
            })
    void ambiguousBytes_endInARefusalOrTheEndOfTheConnection(String bytes) throws IOException {
        try (Socket socket = new Socket(agent.url().getHost(), agent.url().getPort())) {
            socket.setSoTimeout(3000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.UTF_8)).doesNotContain("测试甲");
        }
    }
}
