package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.ListStaffRequest;

/** The custodians' pages in a real browser, by two persons who logged in with a first run's links. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class CustodyConsoleTest {

    private static final String KEY = "/custody/key?key=RKSSSE%401+DESEDE+MINISTRY";

    @TempDir
    static Path data;

    private static IssuerService issuer;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(data.resolve("ceremonies"));
        Files.writeString(data.resolve("ceremonies/A1B2C3D4.txt"), "密钥仪式记录 / Record of a key ceremony\n");
        IssuerConfig config =
                Configuration.defaults(Map.of("data", "\"" + data + "\"", "server.port", "0"), IssuerConfig.class);
        issuer = IssuerService.start(config, true, Clock.systemUTC(), new SecureRandom());
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        issuer.close();
    }

    @Test
    void suspendingAKey_takesTwoPersons_whoSeeWhatItDoes() throws IOException {
        browser.open(link("custodian", 0));
        browser.open(at(KEY));
        look("custody-key");
        assertThat(browser.text("main")).contains("在用").contains("校验值").doesNotContain("00112233445566778899");
        browser.evaluate("document.querySelector('#state').value = 'SUSPENDED'");
        browser.type("#reason", "演练");
        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text("main"))
                .contains("待复核")
                .contains("您是申请人，须由另一人复核")
                .contains("影响范围")
                .contains("在用")
                .contains("停用");
        assertThat(browser.evaluate("document.querySelectorAll('form.change').length")
                        .asInt())
                .isZero();
        look("custody-approval-own");
        String approval = browser.evaluate("location.pathname").asText();

        browser.open(link("custodian", 1));
        browser.open(at(approval));
        look("custody-approval");
        browser.follow(() -> browser.click("form[action$=approve] button"));
        assertThat(browser.text("main")).contains("待执行");
        browser.follow(() -> browser.click("form[action$=perform] button"));
        assertThat(browser.text("main")).contains("已执行");
        browser.open(at("/custody/keys?state=SUSPENDED"));
        assertThat(browser.text("main")).contains("RKSSSE@1");
        look("custody-keys-suspended");
    }

    @Test
    void everyPage_isFreeOfBarriers_complaintsAndSidewaysScrolling() throws IOException {
        browser.open(link("custodian", 0));
        for (String page : List.of(
                "/status",
                "/custody/keys",
                "/custody/keys?name=nothing",
                "/custody/approvals",
                "/custody/deliveries",
                "/custody/ask",
                "/custody/psams",
                "/custody/ceremonies",
                "/custody/ceremonies/A1B2C3D4",
                "/custody/verbs",
                "/custody/staff",
                "/custody/staff?role=AUDITOR",
                "/custody/alarms",
                "/audit")) {
            browser.open(at(page));
            look(page.substring(1).replaceAll("[^a-z0-9]+", "-"));
        }
    }

    @Test
    void thePersonOfACertificate_isListed_andHisCertificateRevokedByPage() throws IOException {
        InternalCa ca = InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom());
        try (RpcConnection connection = RpcConnection.to(issuer.url(), ca.client("zhou", "P-088", Role.CUSTODIAN))) {
            CustodyServiceBlockingStub zhou = connection.stub(CustodyServiceBlockingStub.class, Duration.ofMinutes(1));
            zhou.listKeys(ListKeysRequest.getDefaultInstance());
            Awaitility.await()
                    .until(() -> zhou.listStaff(ListStaffRequest.getDefaultInstance())
                                    .getStaffCount()
                            > 0);
        }
        browser.open(link("administrator", 0));
        browser.open(at("/custody/staff?text=P-088"));
        assertThat(browser.text("main")).contains("P-088", "zhou", "密钥保管员", "有效");
        look("custody-staff");
        String page = browser.evaluate("document.querySelector('main table a').getAttribute('href')")
                .asText();
        browser.open(at(page));
        look("custody-staff-member");
        browser.type("#reason", "离职");
        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text("main")).contains("已吊销");
    }

    @Test
    void replacingAKeyByItsNextVersion_isOneForm_andShowsTheOverlap() throws IOException {
        browser.open(link("custodian", 0));
        browser.open(at("/custody/key?key=UK1DF07%401+DESEDE+MINISTRY"));
        browser.type("#rotateReason", "演练");
        browser.follow(() -> browser.click("form[action$=rotate] button"));
        assertThat(browser.text("main")).contains("until", "按接口说明改正请求");
        assertThat(browser.evaluate("document.querySelector('#rotateReason').value")
                        .asText())
                .as("a form keeps what was entered")
                .isEqualTo("演练");
        look("custody-key-refused");
        browser.evaluate("document.querySelector('#rotateUntil').value = '2035-01-01'");
        browser.follow(() -> browser.click("form[action$=rotate] button"));
        assertThat(browser.text("main")).contains("更换密钥版本", "重叠期至 2035-01-01", "UK1DF07@2");
        look("custody-approval-rotate");
    }

    @Test
    void aPsamIsAskedForByPage_andAWrongFieldIsNamedBesideIt() throws IOException {
        browser.open(link("custodian", 0));
        browser.open(at("/custody/ask"));
        browser.type("#psam-serial", "2110020000000000077");
        browser.type("#psam-region", "211002");
        browser.type("#psam-purpose", "定点药店");
        // Another test suspends a 3DES key meanwhile.
        browser.evaluate("document.querySelector('#psam-algorithm').value = 'SM4'");
        browser.follow(() -> browser.click("form[action$=PSAM_ISSUE] button"));
        assertThat(browser.text("#psam-serial-error")).contains("20 digits");
        look("custody-ask-refused");
        browser.evaluate("document.querySelector('#psam-serial').value = '21100200000000000777'");
        browser.follow(() -> browser.click("form[action$=PSAM_ISSUE] button"));
        assertThat(browser.text("main")).contains("发行 PSAM 卡", "21100200000000000777", "可对地区 211002 的卡认证", "待复核");
    }

    @Test
    void anAuditor_reads_andHasNothingToChange() {
        browser.open(link("auditor", 0));
        browser.open(at("/audit?action=LOGIN"));
        assertThat(browser.text("main")).contains("demo-auditor-1");
        browser.open(at(KEY));
        assertThat(browser.evaluate("document.querySelectorAll('form.change').length")
                        .asInt())
                .isZero();
    }

    @Test
    void anOperator_doesNotSeeKeys() {
        browser.open(link("operator", 0));
        browser.open(at("/custody/keys"));
        assertThat(browser.text("main")).contains("ROLE_NOT_ALLOWED");
    }

    private static void look(String name) throws IOException {
        assertThat(browser.barriers()).as(name).isEmpty();
        assertThat(browser.complaints()).as(name).isEmpty();
        assertThat(browser.scrollsSideways()).as(name).isFalse();
        Files.write(Path.of("target", name + ".png"), browser.picture());
    }

    /** Links are good for once: each test asks for its own. */
    private static URI link(String role, int person) {
        List<URI> links = issuer.loginLinks().stream()
                .filter(link -> link.role().endsWith(role))
                .map(LoginLink::address)
                .toList();
        return links.get(person);
    }

    private static URI at(String page) {
        return issuer.httpUrl().resolve(page);
    }
}
