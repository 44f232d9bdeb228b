package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.BrokenCard.command;
import static org.sscard.issuer.cardtest.BrokenCard.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.sscard.issuer.cardtest.BrokenCard.Fault;
import org.sscard.issuer.cardtest.BrokenCard.When;
import org.sscard.issuer.cardtest.Mutants.Mutant;
import org.sscard.issuer.cardtest.Mutants.Mutation;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.command.TransmissionMode;

/** The ways in which cards are broken, and the commands that a fault waits for. */
final class Mutations {

    private static final SpecificationVersion V2 = SpecificationVersion.V2_0;
    private static final String DES = "DES";

    private Mutations() {}

    static Mutant fault(int point, String name, Fault fault) {
        return new Mutant(point, name, V2, DES, broken(fault));
    }

    static Mutation broken(Fault fault) {
        return (image, psam) -> BrokenCard.with(insert(image), fault);
    }

    static Mutant atr(int point, String name, UnaryOperator<byte[]> change) {
        return new Mutant(point, name, V2, DES, (image, psam) -> BrokenCard.withAtr(insert(image), change));
    }

    static Mutant image(int point, String name, Consumer<ObjectNode> change) {
        return new Mutant(point, name, V2, DES, (image, psam) -> {
            change.accept(image);
            return insert(image);
        });
    }

    static Mutant psam(int point, String name, Consumer<ObjectNode> change) {
        return new Mutant(point, name, V2, DES, (image, psam) -> {
            change.accept(psam);
            return insert(image);
        });
    }

    static CardTransport insert(ObjectNode image) {
        return TestCards.insert(image, TransmissionMode.T1);
    }

    static Consumer<ObjectNode> identification(String first12Bytes) {
        return identification(first12Bytes, bytes -> bytes);
    }

    /** Element 01 with the authentication code that belongs to these 12 bytes, then changed. */
    static Consumer<ObjectNode> identification(String first12Bytes, UnaryOperator<byte[]> change) {
        return image -> {
            byte[] head = BrokenCard.HEX.parseHex(first12Bytes);
            TestCardFile file = TestCardFile.parse(image.toString(), "image", Clock.systemUTC());
            try (TestAuthority authority = file.authority();
                    CardCryptograms keys = authority.of(
                            TestCards.REGION, BrokenCard.HEX.parseHex(TestCards.HISTORICAL), CardAlgorithm.DES)) {
                byte[] code = keys.authenticationCode(head).orElseThrow();
                byte[] whole = Arrays.copyOf(head, 16);
                System.arraycopy(code, 0, whole, 12, 4);
                TestCards.element("SSSE/EF05/01", BrokenCard.HEX.formatHex(change.apply(whole)))
                        .accept(image);
            }
        };
    }

    /** Keys of another region below an identification code that names the right one. */
    static Consumer<ObjectNode> factors(String region) {
        return image -> {
            identification("510100D15600000500A1B2C3").accept(image);
            image.put("region", region);
        };
    }

    static When ins(int ins) {
        return (session, command) -> command.ins() == ins;
    }

    static When ins(int ins, int p1) {
        return (session, command) -> command.ins() == ins && command.p1() == p1;
    }

    static When selects(String aid) {
        return (session, command) -> command.ins() == 0xA4
                && BrokenCard.HEX.formatHex(command.data()).equals(aid);
    }

    static When selectsEnvironment() {
        return selects("7378312E73682EC9E7BBE1B1A3D5CF");
    }

    static boolean selectsFile(CommandApdu command, int fid) {
        return command.ins() == 0xA4
                && command.p1() == 2
                && Arrays.equals(command.data(), new byte[] {(byte) (fid >> 8), (byte) fid});
    }

    static boolean reads(CommandApdu command, int sfi, int mode) {
        return command.ins() == 0xB2 && command.p2() == (sfi << 3 | mode);
    }

    static boolean writes(CommandApdu command, int sfi) {
        return command.ins() == 0xDC && command.p2() >> 3 == sfi;
    }

    static CommandApdu withP1(CommandApdu command, int p1) {
        byte[] bytes = command.bytes();
        bytes[2] = (byte) p1;
        return CommandApdu.parse(bytes);
    }

    static CommandApdu withP2(CommandApdu command, int p2) {
        byte[] bytes = command.bytes();
        bytes[3] = (byte) p2;
        return CommandApdu.parse(bytes);
    }

    static CommandApdu thirdAndFourthExchanged(CommandApdu command) {
        return command.p1() == 3 || command.p1() == 4 ? withP1(command, 7 - command.p1()) : command;
    }

    static CommandApdu halvesExchanged(CommandApdu command) {
        byte[] data = command.data();
        byte[] swapped = data.clone();
        System.arraycopy(data, 8, swapped, 0, 8);
        System.arraycopy(data, 0, swapped, 8, 8);
        return CommandApdu.expecting(8, 0, 0x88, 0, 0, swapped);
    }

    static CommandApdu withoutVersion(CommandApdu command) {
        return CommandApdu.of(0, 0x82, 0, command.p2(), Arrays.copyOf(command.data(), 16));
    }

    static byte[] fourExchanged(byte[] data) {
        byte[] swapped = Arrays.copyOfRange(data, 4, 12);
        System.arraycopy(data, 0, swapped, 4, 4);
        return swapped;
    }

    static ResponseApdu wrongHint(BrokenCard.Session session, CommandApdu command) {
        ResponseApdu answer = session.inner.transmit(command);
        return answer.status().isWrongLength()
                ? ResponseApdu.of(StatusWord.of(answer.status().value() + 1))
                : answer;
    }

    static ResponseApdu wrongLengthRefused(BrokenCard.Session session, CommandApdu command) {
        ResponseApdu answer = session.inner.transmit(command);
        return answer.status().isWrongLength() ? ResponseApdu.of(StatusWord.of(0x6700)) : answer;
    }

    static ResponseApdu wrongAnnouncement(BrokenCard.Session session, CommandApdu command) {
        ResponseApdu answer = session.inner.transmit(command);
        return answer.status().hasMoreData()
                ? ResponseApdu.of(StatusWord.of(answer.status().value() + 1))
                : answer;
    }

    static ResponseApdu cutsData(BrokenCard.Session session, CommandApdu command) {
        ResponseApdu answer = session.inner.transmit(command);
        Integer wanted = command.expectedLength();
        if (!answer.status().isWrongLength()
                || wanted == null
                || wanted > answer.status().announcedLength()) {
            return answer;
        }
        byte[] whole = session.inner
                .transmit(command.withExpectedLength(answer.status().announcedLength()))
                .data();
        return ResponseApdu.of(StatusWord.OK, Arrays.copyOf(whole, wanted));
    }
}
