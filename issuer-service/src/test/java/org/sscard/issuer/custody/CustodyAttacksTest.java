package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sscard.issuer.custody.CustodyHouse.action;
import static org.sscard.issuer.custody.CustodyHouse.refused;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditVerification;
import org.sscard.audit.AuditVerifier;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.AuthenticateRequest;
import org.sscard.wire.keys.v1.Authentication;
import org.sscard.wire.keys.v1.CardOfKeys;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.DecideRequest;
import org.sscard.wire.keys.v1.Delivery;
import org.sscard.wire.keys.v1.DeliveryFile;
import org.sscard.wire.keys.v1.DeliveryName;
import org.sscard.wire.keys.v1.KeyName;
import org.sscard.wire.keys.v1.KeyServiceGrpc.KeyServiceBlockingStub;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.ListStaffRequest;
import org.sscard.wire.keys.v1.Share;
import org.sscard.wire.keys.v1.StaffMember;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardProof;

/** The attacks on keys, A1 to A8 and A14, each against running issuers: one of tests, one of production. */
@Timeout(300)
class CustodyAttacksTest {

    @TempDir
    private static Path folder;

    private static CustodyHouse house;
    private static CustodyHouse production;

    @BeforeAll
    static void start() {
        house = CustodyHouse.open(
                folder.resolve("test"),
                Map.of(
                        "keyService.derivationsPerMinute", "100",
                        "keyService.checksPerMinute", "10",
                        "keyService.falseProofsPerMinute", "5",
                        "factorTexts", "[{code: '211003', province: LIAONING, city: LIAOYANG}]"));
        production = CustodyHouse.open(folder.resolve("production"), Map.of("vault.environment", "PRODUCTION"));
    }

    @AfterAll
    static void stop() {
        house.close();
        production.close();
    }

    @Test
    void a1_nobodyApprovesHimself_norWithASecondAccount_norAChangedRequest() throws IOException {
        CustodyAction suspend =
                action("KEY_STATE", Map.of("key", "BK@1 DESEDE MINISTRY", "state", "SUSPENDED", "reason", "a"));
        ApprovalState asked = house.chen().requestAction(suspend);
        DecideRequest decide =
                DecideRequest.newBuilder().setApprovalId(asked.getApprovalId()).build();
        refused(
                ErrorCode.APPROVAL_SAME_PERSON,
                () -> house.chen().approve(decide),
                () -> house.person("chen.private", "P-001", Role.CUSTODIAN).approve(decide));
        house.lin().approve(decide);
        CustodyAction changed =
                action("KEY_STATE", Map.of("key", "BK@1 DESEDE MINISTRY", "state", "COMPROMISED", "reason", "a"));
        refused(ErrorCode.APPROVAL_CONTENT_DIFFERS, () -> house.perform(asked, changed));
        assertThat(house.key("BK@1 DESEDE MINISTRY").getState()).isEqualTo("ACTIVE");
        assertThat(Files.readString(house.audit())).contains("APPROVAL_SAME_PERSON", "APPROVAL_CONTENT_DIFFERS");
    }

    @Test
    void a2_tooFewWrongRepeatedAndForeignShares_giveNoKey_areCounted_andInTheTranscript() throws IOException {
        Delivery first = house.delivered("CITY 211003", "甲,乙", "2");
        Delivery second = house.delivered("CITY 211004", "甲,乙", "2");
        List<Share> right = shares(first);
        List<Share> foreign = shares(second);
        Delivery here = house.chen().receiveDelivery(file(first));
        CustodyAction importing = importing(here);
        ApprovalState approved = house.approved(importing);
        int before = house.keys().size();
        enter(house.chen(), here, right.get(0));
        refused(ErrorCode.SHARES_TOO_FEW, () -> house.perform(approved, importing));
        CustodyServiceBlockingStub wu = house.person("wu", "P-003", Role.CUSTODIAN);
        refused(ErrorCode.SHARE_REPEATED, () -> enter(wu, here, right.get(0)));
        refused(ErrorCode.SHARE_OF_OTHER_CEREMONY, () -> enter(wu, here, foreign.get(1)));
        refused(ErrorCode.SHARE_INVALID, () -> enter(wu, here, mistyped(right.get(1))));
        refused(ErrorCode.CEREMONY_ABORTED, () -> enter(wu, here, foreign.get(1)));
        assertThat(house.delivery(here.getDeliveryId()).getState()).isEqualTo("REFUSED");
        refused(ErrorCode.CEREMONY_STEP_REFUSED, () -> enter(wu, here, right.get(1)));
        refused(ErrorCode.CEREMONY_STEP_REFUSED, () -> house.perform(approved, importing));
        assertThat(house.keys()).hasSize(before);
        Path transcript = folder.resolve("test/deliveries").resolve(here.getDeliveryId() + ".log");
        assertThat(Files.readString(transcript))
                .contains("SHARES_TOO_FEW", "SHARE_REPEATED", "SHARE_OF_OTHER_CEREMONY", "SHARE_INVALID")
                .contains("wrong entry 3", "CEREMONY_ABORTED");
        assertThat(AuditVerifier.verify(transcript).isIntact()).isTrue();
    }

    @Test
    void a3_aKeyThatMayNotLeave_isInNoPsam_andAChangedUsageIsNotTakenIn() throws Exception {
        String own = "UK1DF04@1 DESEDE CITY 211011";
        house.both("KEY_DRAW", Map.of("key", own, "exportable", "no"));
        house.both("KEY_STATE", Map.of("key", own, "state", "ACTIVE", "reason", "a"));
        refused(
                ErrorCode.KEY_NOT_EXPORTABLE,
                () -> house.chen()
                        .requestAction(action(
                                "PSAM_ISSUE",
                                Map.of(
                                        "serial",
                                        "21101100000000000001",
                                        "level",
                                        "3",
                                        "region",
                                        "211011",
                                        "purpose",
                                        "a"))));

        Delivery made = house.delivered("CITY 211002", "甲,乙", "2");
        List<Share> shares = shares(made);
        String text = file(made).getContent().toStringUtf8();
        // A block of version D: usage 03, internal authentication, is made to say 02, external authentication.
        String changed = sealed(text.replaceFirst("(block\tD\\d{4})03", "$102"));
        Delivery here = house.chen().receiveDelivery(content(changed));
        CustodyAction importing = importing(here);
        ApprovalState approved = house.approved(importing);
        enter(house.chen(), here, shares.get(0));
        enter(house.lin(), here, shares.get(1));
        refused(ErrorCode.BACKUP_DAMAGED, () -> house.perform(approved, importing));
        assertThat(house.keys()).noneMatch(key -> key.endsWith("CITY 211002"));
    }

    @Test
    void a4_whatIsThere_isNotOverwritten_andNothingOfTheFileIsTaken() {
        String there = "UKSSSE@3 SM4 CITY 211004";
        house.both("KEY_DRAW", Map.of("key", there));
        String before = house.key(there).getCheckValue();
        Delivery made = house.delivered("CITY 211004", "甲,乙", "2");
        List<Share> shares = shares(made);
        Delivery here = house.chen().receiveDelivery(file(made));
        CustodyAction importing = importing(here);
        ApprovalState approved = house.approved(importing);
        enter(house.chen(), here, shares.get(0));
        enter(house.lin(), here, shares.get(1));
        refused(ErrorCode.KEY_ALREADY_EXISTS, () -> house.perform(approved, importing));
        assertThat(house.key(there).getCheckValue()).isEqualTo(before);
        assertThat(house.keys().stream().filter(key -> key.endsWith("CITY 211004")))
                .containsExactly(there);
        refused(
                ErrorCode.KEY_ALREADY_EXISTS,
                () -> house.chen().requestAction(action("KEY_DRAW", Map.of("key", there))));
    }

    @Test
    void a5_testKeys_doNotGetIntoProduction_whateverTheirFileSays() throws Exception {
        Delivery made = house.delivered("CITY 211003", "甲,乙", "2");
        List<Share> shares = shares(made);
        DeliveryFile file = file(made);
        refused(ErrorCode.KEY_ENVIRONMENT_MISMATCH, () -> production.chen().receiveDelivery(file));
        String text = file.getContent().toStringUtf8();
        String onlyTheHead = sealed(text.replaceFirst("\tTEST\t", "\tPRODUCTION\t"));
        refused(ErrorCode.KEY_ENVIRONMENT_MISMATCH, () -> production.chen().receiveDelivery(content(onlyTheHead)));

        // Every block made to say so too, its lengths mended: what is bound to the value says otherwise.
        String everywhere = sealed(relabelled(text));
        Delivery here = production.chen().receiveDelivery(content(everywhere));
        CustodyAction importing = importing(here);
        ApprovalState approved = production.approved(importing);
        enter(production.chen(), here, shares.get(0));
        enter(production.lin(), here, shares.get(1));
        refused(ErrorCode.BACKUP_DAMAGED, () -> production.perform(approved, importing));
        assertThat(production.keys()).noneMatch(key -> key.contains(" CITY "));
    }

    @Test
    void a5_aVaultOfTheOtherEnvironment_isNotOpened() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        for (String name : List.of("vault.json", "vault.passphrase")) {
            Files.copy(folder.resolve("test").resolve(name), copy.resolve(name));
        }
        assertThatThrownBy(() -> CustodyHouse.start(copy, Map.of("vault.environment", "PRODUCTION")))
                .satisfies(code(ErrorCode.KEY_ENVIRONMENT_MISMATCH));
    }

    @Test
    void a6_aCityGetsNothingOfAnotherCity() {
        KeyServiceBlockingStub agent = house.as(KeyServiceBlockingStub.class, "agent-6", "agent-6", Role.AGENT);
        AuthenticateRequest ours = authenticate("211002", 1);
        assertThat(agent.authenticate(ours).getCryptogramsCount()).isEqualTo(1);
        refused(ErrorCode.KEY_SCOPE_REFUSED, () -> agent.authenticate(authenticate("510100", 1)));
        Delivery foreign = house.delivered("CITY 510100", "甲,乙", "2");
        refused(ErrorCode.KEY_SCOPE_REFUSED, () -> house.chen().receiveDelivery(file(foreign)));
    }

    /** Its factor texts are its own: whoever takes the standard ones has other keys. */
    @Test
    void a6_aRegionWithFactorTextsOfItsOwn_hasKeysOfItsOwn() {
        Map<String, String> own = checkValues(house.delivered("CITY 211003", "甲,乙", "2"));
        Map<String, String> standard = checkValues(house.delivered("CITY 211004", "甲,乙", "2"));
        assertThat(own.keySet()).isEqualTo(standard.keySet());
        assertThat(own.get("UKSSSE@1 SM4")).isEqualTo(city("LIAONING", "LIAOYANG"));
        assertThat(standard.get("UKSSSE@1 SM4")).isEqualTo(city("210000sh", "211004sx"));
    }

    private static Map<String, String> checkValues(Delivery delivery) {
        Map<String, String> byName = new TreeMap<>();
        for (String line : delivery.getKeysList()) {
            String[] words = line.split(" ", -1);
            byName.put(words[0] + " " + words[1], words[words.length - 1]);
        }
        return byName;
    }

    private static String city(String province, String city) {
        byte[] key = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF");
        for (String factor : List.of(province, city)) {
            key = CipherSuite.of(org.sscard.spec.layout.CardAlgorithm.SM4)
                    .diversify(key, factor.getBytes(StandardCharsets.US_ASCII));
        }
        return CheckValues.zeroBlock(KeyAlgorithm.SM4, key).toString();
    }

    @Test
    void a7_massDerivation_isStopped_alarmed_andSeenByTheCustodians() throws IOException {
        KeyServiceBlockingStub greedy = house.as(KeyServiceBlockingStub.class, "agent-7", "agent-7", Role.AGENT);
        greedy.authenticate(authenticate("211002", 64));
        refused(ErrorCode.KEY_LIMIT_REACHED, () -> greedy.authenticate(authenticate("211002", 64)));
        KeyServiceBlockingStub other = house.as(KeyServiceBlockingStub.class, "agent-8", "agent-8", Role.AGENT);
        assertThat(other.authenticate(authenticate("211002", 64)).getCryptogramsCount())
                .as("another caller has a limit of its own")
                .isEqualTo(64);
        assertThat(Files.readString(house.audit())).contains("agent-7\tkey-service\tKEY_LIMIT_ALARM");
    }

    @Test
    void a7_guessingTacs_isAnsweredFalse_alarmed_andLimitedPerInsurer() throws IOException {
        KeyServiceBlockingStub insurer = house.as(KeyServiceBlockingStub.class, "insurer-7", "insurer-7", Role.INSURER);
        assertThat(insurer.verifyTacs(guesses(6)).getVerdictsList()).containsOnly(TacVerdict.TAC_VERDICT_FALSE);
        assertThat(Files.readString(house.audit()))
                .contains("terminal 211002000077\tkey-service\tKEY_LIMIT_ALARM\tFALSE_PROOF");
        insurer.verifyTacs(guesses(4));
        refused(ErrorCode.KEY_LIMIT_REACHED, () -> insurer.verifyTacs(guesses(1)));
    }

    private static VerifyTacsRequest guesses(int count) {
        CardProof proof = CardProof.newBuilder()
                .setRegion("211002")
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setHistoricalBytes(ByteString.copyFrom(HexFormat.of().parseHex("0081544C9686842110A1B2C3D4")))
                .setCardIdentificationCode(
                        ByteString.copyFrom(HexFormat.of().parseHex("211002D156000005A1B2C3D401020304")))
                .setTerminal("211002000077")
                .setTerminalSequence(1)
                .setTime("20261122093000")
                .setSelfPayFen(100)
                .setTac(ByteString.copyFrom(new byte[4]))
                .build();
        return VerifyTacsRequest.newBuilder()
                .addAllProofs(Collections.nCopies(count, proof))
                .build();
    }

    @Test
    void a8_anyChangeToTheIssuersLog_isNamed_andACutOneIsNotWrittenTo() throws IOException {
        Path data = folder.resolve("audited");
        try (CustodyHouse audited = CustodyHouse.open(data)) {
            for (String key : List.of("BK", "PUK", "LKDF03", "LKDF04")) {
                audited.both("KEY_STATE", Map.of("key", key + "@1 SM4 MINISTRY", "state", "SUSPENDED", "reason", "a"));
            }
        }
        Path log = data.resolve("audit.log");
        List<String> whole = Files.readAllLines(log);
        assertThat(AuditVerifier.verify(log).isIntact()).isTrue();
        int middle = whole.size() / 2;
        tampered(
                log, whole, middle, lines -> lines.set(middle, lines.get(middle).replaceFirst("chen|lin", "ghost")));
        tampered(log, whole, middle, lines -> lines.remove(middle));
        tampered(log, whole, middle + 1, lines -> lines.add(middle + 1, lines.get(middle)));
        tampered(log, whole, middle, lines -> lines.set(middle, lines.set(middle + 1, lines.get(middle))));

        Files.write(log, whole.subList(0, whole.size() - 3));
        assertThat(AuditVerifier.verify(log).isIntact())
                .as("a cut tail needs the checkpoint")
                .isTrue();
        assertThatThrownBy(() -> CustodyHouse.start(data, Map.of())).satisfies(code(ErrorCode.AUDIT_LOG_ROLLED_BACK));
        Files.copy(house.audit(), log, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> CustodyHouse.start(data, Map.of()))
                .as("another log in its place")
                .satisfies(code(ErrorCode.AUDIT_LOG_ROLLED_BACK, ErrorCode.AUDIT_LOG_DAMAGED));
        Files.write(log, whole);
        CustodyHouse.start(data, Map.of()).close();
    }

    @Test
    void a14_aReplayedOrZeroChallenge_isRefused_andAStuckRandomSourceStartsNothing() {
        KeyServiceBlockingStub agent = house.as(KeyServiceBlockingStub.class, "agent-14", "agent-14", Role.AGENT);
        AuthenticateRequest once = authenticate("211002", 1);
        agent.authenticate(once);
        refused(ErrorCode.KEY_CHALLENGE_REFUSED, () -> agent.authenticate(once));
        AuthenticateRequest.Builder zero = once.toBuilder();
        zero.getAuthenticationsBuilder(0).setRandom(ByteString.copyFrom(new byte[8]));
        refused(ErrorCode.KEY_CHALLENGE_REFUSED, () -> agent.authenticate(zero.build()));
        IssuerConfig config = Configuration.defaults(
                Map.of("data", "\"" + folder.resolve("stuck") + "\"", "server.port", "0"), IssuerConfig.class);
        assertThatThrownBy(() -> IssuerService.start(config, true, Clock.systemUTC(), new StuckRandom()))
                .satisfies(code(ErrorCode.RANDOM_SOURCE_FAULTY));
    }

    @Test
    void whoComes_isInTheRegisterOfPersons_andWhoIsTurnedAwayIsInTheLog() throws IOException {
        CustodyServiceBlockingStub comes = house.person("zhao", "P-077", Role.CUSTODIAN, Role.AUDITOR);
        comes.listKeys(ListKeysRequest.getDefaultInstance());
        Awaitility.await().until(() -> !zhao().isEmpty());
        StaffMember shown = zhao().get(0);
        assertThat(shown.getRolesList()).containsExactly("auditor", "custodian");
        assertThat(shown.getStanding()).isEqualTo("VALID");
        assertThat(shown.getValidUntil()).isNotEmpty();
        house.chen().performAlone(action("CERTIFICATE_REVOKE", Map.of("serial", shown.getSerial(), "reason", "left")));
        refused(ErrorCode.CERTIFICATE_REVOKED, () -> comes.listKeys(ListKeysRequest.getDefaultInstance()));
        assertThat(zhao()).extracting(StaffMember::getStanding).containsExactly("REVOKED");
        CustodyServiceBlockingStub porter = house.person("porter", "P-099", Role.OPERATOR);
        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> porter.listKeys(ListKeysRequest.getDefaultInstance()));
        assertThat(Files.readString(house.audit()))
                .contains("certificate " + shown.getSerial() + "\trpc\tListKeys\t–\tCERTIFICATE_REVOKED")
                .contains("porter\trpc\tListKeys\t–\tROLE_NOT_ALLOWED");
    }

    private static List<StaffMember> zhao() {
        return house.chen().listStaff(ListStaffRequest.getDefaultInstance()).getStaffList().stream()
                .filter(member -> member.getPerson().equals("P-077"))
                .toList();
    }

    /** The first bad record is named, and it is this one. */
    private static void tampered(Path log, List<String> whole, int line, Consumer<List<String>> change)
            throws IOException {
        List<String> lines = new ArrayList<>(whole);
        change.accept(lines);
        Files.write(log, lines);
        AuditVerification found = AuditVerifier.verify(log);
        // Line 0 is the log's head.
        assertThat(found.firstBad()).hasValue(line);
        Files.write(log, whole);
    }

    private static List<Share> shares(Delivery made) {
        DeliveryName name =
                DeliveryName.newBuilder().setDeliveryId(made.getDeliveryId()).build();
        return List.of(house.chen().showShare(name), house.lin().showShare(name));
    }

    private static DeliveryFile file(Delivery made) {
        return house.chen()
                .getDeliveryFile(DeliveryName.newBuilder()
                        .setDeliveryId(made.getDeliveryId())
                        .build());
    }

    private static DeliveryFile content(String text) {
        return DeliveryFile.newBuilder()
                .setContent(ByteString.copyFromUtf8(text))
                .build();
    }

    private static CustodyAction importing(Delivery here) {
        return action("KEY_IMPORT", Map.of("delivery", here.getDeliveryId(), "digest", here.getFileSha256()));
    }

    private static void enter(CustodyServiceBlockingStub who, Delivery here, Share shown) {
        who.enterShare(shown.toBuilder().setDeliveryId(here.getDeliveryId()).build());
    }

    private static Share mistyped(Share share) {
        String text = share.getText().toStringUtf8();
        char last = text.charAt(text.length() - 1);
        String wrong = text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');
        return share.toBuilder().setText(ByteString.copyFromUtf8(wrong)).build();
    }

    /** The digest over everything before made right again: it tells damage and stops nobody. */
    private static String sealed(String text) throws Exception {
        String content = text.substring(0, text.lastIndexOf("sha-256\t"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return content + "sha-256\t" + HexFormat.of().withUpperCase().formatHex(digest) + "\n";
    }

    /** TEST becomes PRODUCTION in the head and in each block's header, with the lengths that a header gives. */
    private static String relabelled(String text) {
        StringBuilder all = new StringBuilder();
        for (String line : text.replaceFirst("\tTEST\t", "\tPRODUCTION\t").split("\n", -1)) {
            all.append(line.startsWith("block\t") ? "block\t" + relabelledBlock(line.substring(6)) : line)
                    .append('\n');
        }
        return all.substring(0, all.length() - 1);
    }

    private static String relabelledBlock(String block) {
        int at = block.indexOf(",TEST");
        int field = block.lastIndexOf("10", at);
        while (!block.substring(field + 2, field + 4).matches("[0-9A-F]{2}")
                || field + Integer.parseInt(block.substring(field + 2, field + 4), 16) != at + 5) {
            field = block.lastIndexOf("10", field - 1);
        }
        String longer = block.substring(0, field + 2)
                + "%02X".formatted(at + 5 - field + 6)
                + block.substring(field + 4, at)
                + ",PRODUCTION"
                + block.substring(at + 5);
        return "D%04d".formatted(longer.length()) + longer.substring(5);
    }

    private static AuthenticateRequest authenticate(String region, int count) {
        AuthenticateRequest.Builder request = AuthenticateRequest.newBuilder();
        for (int n = 0; n < count; n++) {
            byte[] random = new byte[8];
            new SecureRandom().nextBytes(random);
            request.addAuthentications(Authentication.newBuilder()
                    .setCard(CardOfKeys.newBuilder()
                            .setRegion(region)
                            .setHistoricalBytes(
                                    ByteString.copyFrom(HexFormat.of().parseHex("0081544C9686842110A1B2C3D4")))
                            .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES))
                    .setKey(KeyName.newBuilder().setName("RKSSSE"))
                    .setRandom(ByteString.copyFrom(random))
                    .setData(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));
        }
        return request.build();
    }

    private static Consumer<Throwable> code(ErrorCode... codes) {
        return failure -> assertThat(((CodedException) failure).code()).isIn(Arrays.asList((Object[]) codes));
    }

    /** A source that says the same again and again. */
    private static final class StuckRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0x55);
        }
    }
}
