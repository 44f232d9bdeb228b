package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.Sm2Certificate;
import org.sscard.servicekit.security.Sm2Signature;
import org.sscard.servicekit.security.Sm4Body;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** SM2 and SM4 on the national interface, for an institution that has agreed to them. */
class MessageProtectionTest {

    private static final Path VECTOR = Path.of("src/test/resources/org/sscard/insurance/compat/signing-vector.json");
    private static final Path GUIDE = Path.of("../docs/national-interface.md");
    private static final HexFormat HEX = HexFormat.of();
    private static final SandboxPerson PERSON = SandboxPerson.number(1);

    @TempDir
    static Path directory;

    private static JsonNode vector;
    private static byte[] privateKey;
    private static byte[] insurersPublic;
    private static byte[] sm4;
    private static RunningInsurer insurer;
    private static Institution signing;

    @BeforeAll
    static void start() throws IOException {
        vector = Institution.JSON.readTree(VECTOR.toFile());
        privateKey = HEX.parseHex(vector.path("institutionPrivateKey").asText());
        sm4 = HEX.parseHex(vector.path("sm4Key").asText());
        byte[] own = new byte[32];
        own[31] = 7;
        insurersPublic = Sm2Signature.publicKey(own);
        Path ownFile = Files.writeString(directory.resolve("own.key"), HEX.formatHex(own) + "\n");
        Path sm4File = Files.writeString(directory.resolve("sm4.key"), HEX.formatHex(sm4));
        insurer = new RunningInsurer(
                directory.resolve("data"),
                new MessageKeys.Settings(
                        ownFile,
                        List.of(new MessageKeys.Institution(
                                RunningInsurer.COMM,
                                vector.path("institutionPublicKey").asText(),
                                sm4File))));
        signing = insurer.institution(RunningInsurer.COMM);
    }

    @AfterAll
    static void stop() {
        insurer.close();
    }

    @Test
    void theVector_isWhatTheProgramSigns_andWhatTheGuideShows() throws IOException {
        byte[] string = vector.path("signingString").asText().getBytes(StandardCharsets.UTF_8);
        byte[] signature = Base64.getDecoder().decode(vector.path("signature").asText());

        assertThat(new String(SigningString.of(vector.path("message"), "input"), StandardCharsets.UTF_8))
                .isEqualTo(vector.path("signingString").asText());
        assertThat(HEX.formatHex(Sm2Signature.publicKey(privateKey)))
                .isEqualTo(vector.path("institutionPublicKey").asText());
        assertThat(Sm2Signature.verify(Sm2Signature.publicKey(privateKey), string, signature))
                .isTrue();
        assertThat(Sm2Signature.sign(privateKey, string)).isEqualTo(signature);
        assertThat(Base64.getEncoder()
                        .encodeToString(Sm4Body.seal(
                                sm4, vector.path("plainInput").asText().getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(vector.path("sealedInput").asText());
        assertThat(Files.readString(GUIDE))
                .contains(vector.path("signingString").asText())
                .contains(vector.path("signature").asText())
                .contains(vector.path("sealedInput").asText());
    }

    @Test
    void aSignedAndSealedMessage_isAnsweredSignedAndSealed_byteForByteAgain() throws IOException {
        byte[] message = Institution.JSON.writeValueAsBytes(sealed("1101", person()));

        byte[] reply = signing.post(message).body();

        JsonNode read = Institution.JSON.readTree(reply);
        assertThat(read.path("infcode").asText()).as("%s", read).isEqualTo("0");
        assertThat(Sm2Signature.verify(
                        insurersPublic,
                        SigningString.of(read, "output"),
                        Base64.getDecoder().decode(read.path("cainfo").asText())))
                .isTrue();
        JsonNode output = Institution.JSON.readTree(
                Sm4Body.open(sm4, Base64.getDecoder().decode(read.path("output").asText())));
        assertThat(output.path("baseinfo").path("psn_no").asText()).isEqualTo(PERSON.psnNo());
        assertThat(signing.post(message).body()).isEqualTo(reply);
    }

    @Test
    void aSignedPlainMessage_isAnsweredPlainAndSigned() throws IOException {
        JsonNode reply = send(signed(message("1101", person())));
        assertThat(reply.path("output").path("baseinfo").path("psn_no").asText())
                .isEqualTo(PERSON.psnNo());
        assertThat(reply.path("signtype").asText()).isEqualTo("SM2");
    }

    @Test
    void aFile_isSealedAndSigned_forTheMessageThatAskedForIt() throws IOException {
        byte[] content = "a\tb\n".getBytes(StandardCharsets.UTF_8);
        JsonNode uploaded = Institution.JSON.readTree(Sm4Body.open(
                sm4,
                Base64.getDecoder()
                        .decode(send(sealed(
                                        "9101",
                                        Map.of(
                                                "fsUploadIn",
                                                Map.of(
                                                        "in",
                                                        numbers(content),
                                                        "filename",
                                                        "a.txt",
                                                        "fixmedins_code",
                                                        RunningInsurer.COMM))))
                                .path("output")
                                .asText())));
        String number = uploaded.path("fsUploadOut").path("file_qury_no").asText();
        ObjectNode request = sealed("9102", Map.of("fsDownloadIn", Map.of("file_qury_no", number)));

        HttpResponse<byte[]> file = signing.post(Institution.JSON.writeValueAsBytes(request));

        assertThat(file.headers().firstValue("enc-type")).contains("SM4");
        assertThat(Sm4Body.open(sm4, file.body())).isEqualTo(content);
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        string.writeBytes(("enc_type=SM4&fixmedins_code=" + RunningInsurer.COMM + "&msgid="
                        + request.path("msgid").asText() + "&signtype=SM2&output=")
                .getBytes(StandardCharsets.UTF_8));
        string.writeBytes(file.body());
        assertThat(Sm2Signature.verify(
                        insurersPublic,
                        string.toByteArray(),
                        Base64.getDecoder()
                                .decode(file.headers().firstValue("cainfo").orElseThrow())))
                .isTrue();

        HttpResponse<byte[]> plain = signing.post(Institution.JSON.writeValueAsBytes(
                signed(message("9102", Map.of("fsDownloadIn", Map.of("file_qury_no", number))))));
        assertThat(plain.body()).isEqualTo(content);
        assertThat(plain.headers().firstValue("enc-type")).isEmpty();
        assertThat(plain.headers().firstValue("cainfo")).isPresent();
    }

    private static int[] numbers(byte[] bytes) {
        int[] numbers = new int[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            numbers[index] = Byte.toUnsignedInt(bytes[index]);
        }
        return numbers;
    }

    @Test
    void aCertificate_saysTheSameKey_asPemAndAsDer_andAnotherCurveIsRefused() throws Exception {
        byte[] publicKey = Sm2Signature.publicKey(privateKey);
        for (ASN1ObjectIdentifier curve : List.of(GMObjectIdentifiers.sm2p256v1, SECObjectIdentifiers.secp256r1)) {
            byte[] der = certificate(new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), publicKey));
            Path asDer = Files.write(directory.resolve("institution.der"), der);
            Path asPem = Files.writeString(
                    directory.resolve("institution.pem"),
                    "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                            + "\n-----END CERTIFICATE-----\n");
            for (Path file : List.of(asDer, asPem)) {
                if (curve.equals(GMObjectIdentifiers.sm2p256v1)) {
                    assertThat(Sm2Certificate.publicKey(file, "x")).isEqualTo(publicKey);
                } else {
                    assertThatThrownBy(() -> Sm2Certificate.publicKey(file, "x"))
                            .isInstanceOfSatisfying(
                                    CodedException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_VALUE_INVALID));
                }
            }
        }
        Path own = Files.writeString(directory.resolve("another.key"), HEX.formatHex(privateKey));
        assertThatThrownBy(() -> MessageKeys.of(new MessageKeys.Settings(
                        own, List.of(new MessageKeys.Institution(RunningInsurer.L2, null, null, null)))))
                .isInstanceOf(CodedException.class);
    }

    /** A certificate whose signature nobody looks at. */
    private static byte[] certificate(SubjectPublicKeyInfo key) throws Exception {
        KeyPairGenerator issuer = KeyPairGenerator.getInstance("EC");
        return new X509v3CertificateBuilder(
                        new X500Name("CN=CA"),
                        BigInteger.ONE,
                        Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                        new X500Name("CN=" + RunningInsurer.COMM),
                        key)
                .build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(issuer.generateKeyPair().getPrivate()))
                .getEncoded();
    }

    @Test
    void unsigned_changed_foreignAndUnreadableMessages_areRefusedByCode_withoutEffect() throws IOException {
        assertThat(code(send(message("1101", person())))).isEqualTo("MESSAGE_NOT_SIGNED");
        ObjectNode changed = signed(message("1101", person()));
        ((ObjectNode) changed.path("input").path("data"))
                .put("mdtrt_cert_no", SandboxPerson.number(2).certno());
        assertThat(code(send(changed))).isEqualTo("MESSAGE_SIGNATURE_WRONG");
        ObjectNode another = signed(message("1101", person()));
        another.put("opter", "002");
        assertThat(code(send(another))).isEqualTo("MESSAGE_SIGNATURE_WRONG");
        ObjectNode noBase64 = signed(message("1101", person()));
        noBase64.put("cainfo", "签名");
        assertThat(code(send(noBase64))).isEqualTo("MESSAGE_SIGNATURE_WRONG");
        ObjectNode garbled = message("1101", person());
        garbled.put("enc_type", "SM4").put("input", Base64.getEncoder().encodeToString(new byte[48]));
        assertThat(code(send(signed(garbled)))).isEqualTo("MESSAGE_NOT_OPENED");
    }

    @Test
    void institutionsWithoutKeys_goOnAsBefore() {
        Institution other = insurer.institution(RunningInsurer.L2);
        Map<String, Object> message = other.envelope("1101", other.msgid(), "", person());
        message.put("signtype", "SM3");
        message.put("cainfo", "anything");
        message.put("enc_type", "SM4");
        assertThat(other.send(message).path("infcode").asText()).isEqualTo("0");
    }

    @Test
    void wrongKeysInTheConfiguration_areNamed_notShown() throws IOException {
        Path half = Files.writeString(directory.resolve("half.key"), "00ff");
        assertThatThrownBy(() -> MessageKeys.of(new MessageKeys.Settings(half, List.of())))
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_VALUE_INVALID);
                    assertThat(e.getMessage()).contains("messages.privateKey").doesNotContain("00ff");
                });
    }

    private static Object person() {
        return Map.of("data", Map.of("mdtrt_cert_type", "02", "mdtrt_cert_no", PERSON.certno()));
    }

    private static ObjectNode message(String infno, Object input) {
        return Institution.JSON.valueToTree(signing.envelope(infno, signing.msgid(), "", input));
    }

    private static ObjectNode sealed(String infno, Object input) throws IOException {
        ObjectNode message = message(infno, input);
        byte[] body = Institution.JSON.writeValueAsBytes(message.path("input"));
        message.put("enc_type", "SM4").put("input", Base64.getEncoder().encodeToString(Sm4Body.seal(sm4, body)));
        return signed(message);
    }

    private static ObjectNode signed(ObjectNode message) {
        message.put("signtype", "SM2");
        byte[] signature = Sm2Signature.sign(privateKey, SigningString.of(message, "input"));
        return message.put("cainfo", Base64.getEncoder().encodeToString(signature));
    }

    private static JsonNode send(ObjectNode message) throws IOException {
        return Institution.JSON.readTree(
                signing.post(Institution.JSON.writeValueAsBytes(message)).body());
    }

    private static String code(JsonNode reply) {
        String text = reply.path("err_msg").asText();
        return text.substring(1, text.indexOf(']'));
    }
}
