package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.BrokenCard.command;
import static org.sscard.issuer.cardtest.BrokenCard.cut;
import static org.sscard.issuer.cardtest.BrokenCard.data;
import static org.sscard.issuer.cardtest.BrokenCard.flip;
import static org.sscard.issuer.cardtest.BrokenCard.set;
import static org.sscard.issuer.cardtest.BrokenCard.status;
import static org.sscard.issuer.cardtest.BrokenCard.statusWhen;
import static org.sscard.issuer.cardtest.BrokenCard.swallowed;
import static org.sscard.issuer.cardtest.BrokenCard.tries;
import static org.sscard.issuer.cardtest.Mutations.atr;
import static org.sscard.issuer.cardtest.Mutations.broken;
import static org.sscard.issuer.cardtest.Mutations.factors;
import static org.sscard.issuer.cardtest.Mutations.fault;
import static org.sscard.issuer.cardtest.Mutations.identification;
import static org.sscard.issuer.cardtest.Mutations.image;
import static org.sscard.issuer.cardtest.Mutations.ins;
import static org.sscard.issuer.cardtest.Mutations.insert;
import static org.sscard.issuer.cardtest.Mutations.psam;
import static org.sscard.issuer.cardtest.Mutations.reads;
import static org.sscard.issuer.cardtest.Mutations.selects;
import static org.sscard.issuer.cardtest.Mutations.selectsEnvironment;
import static org.sscard.issuer.cardtest.Mutations.selectsFile;
import static org.sscard.issuer.cardtest.Mutations.withP1;
import static org.sscard.issuer.cardtest.Mutations.withP2;
import static org.sscard.issuer.cardtest.Mutations.writes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.command.TransmissionMode;

/** Cards with one fault each, and the one point that must see it. */
final class Mutants {

    /** Makes the broken card out of the image of a flawless one, which it may change. */
    @FunctionalInterface
    interface Mutation {
        CardTransport of(ObjectNode image, ObjectNode psam);
    }

    record Mutant(int point, String name, SpecificationVersion version, String algorithm, Mutation mutation) {

        @Override
        public String toString() {
            return point + " " + name;
        }
    }

    private static final int REFUSED = 0x6982;
    private static final int OK = 0x9000;
    private static final SpecificationVersion V2 = SpecificationVersion.V2_0;
    private static final String DES = "DES";

    private Mutants() {}

    static List<Mutant> all() {
        return Stream.of(answers(), contents(), pins(), keys(), files(), access(), blocks(), purchases(), states())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> answers() {
        return List.of(
                atr(1, "inverse convention", set(0, 0x3F)),
                atr(1, "interface byte TB1 announced", set(2, 0x11)),
                atr(
                        1,
                        "contactless form without its check byte",
                        set(1, 0x8D).andThen(set(2, 0x80)).andThen(set(3, 0x01))::apply),
                image(1, "T8 T9 of another region", i -> i.put("atrHistoricalBytes", "0081544C968684990100A1B2C3")),
                new Mutant(1, "ATR changes", V2, DES, (i, p) -> BrokenCard.withUnsteadyAtr(insert(i), flip(-1))),
                fault(2, "FCI says SSF33", data(selectsEnvironment(), set(-1, 2))),
                fault(2, "FCI names another directory EF", data(selectsEnvironment(), set(23, 0x1D))),
                fault(2, "FCI of DF02 has another name", data(selects("D15600000501"), flip(-1))),
                fault(
                        2,
                        "FCI is longer than it says",
                        data(selects("D15600000501"), d -> Arrays.copyOf(d, d.length + 1))),
                fault(2, "SELECT of an EF answers data", data(ins(0xA4, 2), d -> new byte[] {0x6F, 0})),
                fault(2, "SELECT of an absent file succeeds", statusWhen(ins(0xA4, 2), 0x6A82, OK)),
                fault(2, "an absent application is 6A83", statusWhen(ins(0xA4, 4), 0x6A82, 0x6A83)),
                fault(3, "6Cxx tells one more", Mutations::wrongHint),
                fault(3, "a wrong Le cuts the data", Mutations::cutsData),
                fault(3, "a wrong Le is 6700", Mutations::wrongLengthRefused),
                fault(3, "unknown INS is 6F00", status(c -> c.ins() == 0xF6, 0x6D00, 0x6F00)),
                fault(3, "unknown CLA is 6D00", status(c -> c.cla() == 0xD0, 0x6E00, 0x6D00)),
                fault(3, "wrong P1 P2 accepted", status(c -> c.ins() == 0x84, 0x6A86, OK)),
                fault(3, "GET RESPONSE of nothing succeeds", status(c -> c.ins() == 0xC0, 0x6F00, OK)),
                fault(3, "wrong Lc is 6A80", statusWhen(ins(0x82), 0x6700, 0x6A80)),
                new Mutant(
                        3,
                        "61xx tells one more",
                        V2,
                        DES,
                        (i, p) -> BrokenCard.with(
                                TestCards.insert(i, TransmissionMode.T0), Mutations::wrongAnnouncement)));
    }

    private static List<Mutant> contents() {
        return List.of(
                image(6, "version of no generation", TestCards.element("SSSE/EF05/03", "342E3030")),
                image(6, "version of another generation", TestCards.element("SSSE/EF05/03", "332E3030")),
                image(6, "version without its point", TestCards.element("SSSE/EF05/03", "322D3030")),
                image(7, "another provider", TestCards.element("SSSE/EF05/04", "915600000151010051010001")),
                image(7, "a sequence that is no number", TestCards.element("SSSE/EF05/04", "9156000002510100510100DB")),
                image(7, "organisation empty", TestCards.element("SSSE/EF05/04", "")),
                image(8, "another region", identification("510200D15600000500A1B2C3")),
                image(8, "another provider", identification("510100D15600000400A1B2C3")),
                image(9, "code wrong by a bit", identification("510100D15600000500A1B2C3", flip(15))),
                image(9, "code empty", TestCards.element("SSSE/EF05/01", "510100D15600000500A1B2C300000000")),
                image(9, "code over another serial", identification("510100D15600000500A1B2C3", flip(11))),
                image(10, "check character wrong", TestCards.element("SSSE/EF05/07", TestCards.ascii("A00001230"))),
                image(10, "no district letter", TestCards.element("SSSE/EF05/07", TestCards.ascii("100001233"))),
                image(10, "number too short", TestCards.element("SSSE/EF05/07", TestCards.ascii("A000012"))));
    }

    private static List<Mutant> pins() {
        return List.of(
                fault(11, "the limit is 5", tries(ins(0x20), left -> left - 1)),
                fault(
                        11,
                        "a query costs a try",
                        tries((s, c) -> c.ins() == 0x20 && c.dataLength() == 0 && s.lastPinWrong, left -> left - 1)),
                fault(
                        11,
                        "a wrong PIN costs nothing",
                        tries((s, c) -> c.ins() == 0x20 && c.dataLength() > 0, left -> 6)),
                fault(
                        11,
                        "a wrong PIN is accepted",
                        tries((s, c) -> c.ins() == 0x20 && c.dataLength() > 0, left -> OK)),
                fault(
                        11,
                        "a PIN of 1 byte is compared",
                        status(c -> c.ins() == 0x20 && c.dataLength() == 1, 0x6700, 0x63C5)),
                fault(
                        11,
                        "a PIN of 9 bytes is compared",
                        status(c -> c.ins() == 0x20 && c.dataLength() == 9, 0x6700, 0x63C5)),
                fault(
                        11,
                        "a wrong PIN leaves the state",
                        statusWhen((s, c) -> s.lastPinWrong && c.ins() == 0xB2, REFUSED, OK)),
                fault(12, "CHANGE PIN does nothing", swallowed(ins(0x5E))),
                fault(12, "CHANGE PIN takes any current PIN", tries(ins(0x5E), left -> OK)),
                fault(12, "CHANGE PIN is refused", statusWhen(ins(0x5E), OK, 0x6985)),
                fault(
                        12,
                        "the old PIN stays right",
                        tries((s, c) -> c.ins() == 0x20 && c.dataLength() > 0 && s.changed, left -> OK)),
                fault(
                        13,
                        "unblock does nothing",
                        swallowed((s, c) -> c.ins() == 0x24 && c.p2() == 0 && s.keys.contains(6) && s.lastPinWrong)),
                fault(13, "unblock without PUK", statusWhen(ins(0x24), REFUSED, OK)),
                fault(13, "unblock with a wrong MAC", statusWhen(ins(0x24), 0x6988, OK)),
                fault(13, "reload does nothing", swallowed((s, c) -> c.ins() == 0x24 && c.p2() == 1)),
                fault(
                        13,
                        "the old PIN outlives the reload",
                        tries((s, c) -> c.ins() == 0x20 && c.dataLength() > 0 && s.reloaded, left -> OK)));
    }

    private static List<Mutant> keys() {
        return List.of(
                atr(14, "level 3 from other bytes of the ATR", flip(9)),
                image(14, "level 2 of another city", factors("510200")),
                image(14, "levels 1 and 2 of another province", factors("110100")),
                fault(15, "cryptogram wrong by a bit", data(ins(0x88), flip(7))),
                fault(15, "random and data exchanged", command(ins(0x88), Mutations::halvesExchanged)),
                fault(
                        15,
                        "no IRK inside applications",
                        statusWhen((s, c) -> c.ins() == 0x88 && s.in("DF01"), OK, 0x6A88)),
                image(16, "one wrong key: UK4DF01", TestCards.root("UK4DF01")),
                image(16, "one wrong key: RK1DF04", TestCards.root("RK1DF04@1")),
                fault(16, "a wrong cryptogram costs nothing", tries(ins(0x82), left -> 3)),
                fault(16, "a wrong cryptogram is accepted", tries(ins(0x82), left -> OK)),
                fault(16, "no challenge needed", statusWhen(ins(0x82), 0x6984, OK)),
                fault(
                        16,
                        "a challenge serves twice",
                        statusWhen((s, c) -> c.ins() == 0x82 && c.equals(s.lastAuthentication), 0x6984, OK)),
                fault(16, "an absent key is 6A82", status(c -> c.ins() == 0x82 && c.p2() == 0x1F, 0x6A88, 0x6A82)),
                image(17, "UKSSSE version 2", TestCards.root("UKSSSE@2")),
                image(17, "RK1DF03 version 3", TestCards.root("RK1DF03@3")),
                image(17, "IRK version 2", TestCards.root("IRK@2")),
                fault(
                        17,
                        "the version byte is ignored",
                        command((s, c) -> c.ins() == 0x82 && c.dataLength() == 17, Mutations::withoutVersion)),
                fault(
                        17,
                        "a version that is not there is tried",
                        statusWhen((s, c) -> c.ins() == 0x82 && c.dataLength() == 17, 0x6A88, 0x63C2)),
                fault(17, "every purchase key is version 1", data(ins(0x28, 1), set(16, 1))),
                psam(18, "PSAM with another UKSSSE", TestCards.root("UKSSSE")),
                psam(18, "PSAM with another IRK", TestCards.root("IRK")),
                psam(18, "PSAM of another city", p -> p.put("level", 3).put("region", "510200")));
    }

    private static List<Mutant> files() {
        return List.of(
                fault(4, "DF03 EF18 missing", statusWhen((s, c) -> selectsFile(c, 0xEF18) && s.in("DF03"), OK, 0x6A82)),
                fault(4, "DF04 EF15 missing", statusWhen((s, c) -> selectsFile(c, 0xEF15) && s.in("DF04"), OK, 0x6A82)),
                fault(4, "no medical amounts", statusWhen(ins(0x56), OK, 0x6985)),
                fault(
                        5,
                        "two records exchanged",
                        command((s, c) -> reads(c, 5, 4) && s.in("DF04"), Mutations::thirdAndFourthExchanged)),
                fault(
                        5,
                        "length byte too large",
                        data((s, c) -> reads(c, 0x15, 4) && c.p1() == 2 && s.in("DF03"), set(1, 5))),
                fault(
                        5,
                        "element longer than the layout's",
                        data((s, c) -> reads(c, 0x18, 4) && c.p1() == 3 && s.in("DF03"), d ->
                                new byte[] {0x76, 2, 0, 0})),
                fault(5, "another tag", data((s, c) -> reads(c, 7, 4) && c.p1() == 2 && s.in("DF03"), set(0, 0x70))),
                fault(
                        5,
                        "another inner tag",
                        data((s, c) -> reads(c, 5, 4) && c.p1() == 3 && s.in("DF02"), set(2, 0x5B))),
                fault(
                        5,
                        "another inner length",
                        data((s, c) -> reads(c, 5, 4) && c.p1() == 5 && s.in("DF02"), set(3, 4))),
                fault(
                        5,
                        "one record more",
                        statusWhen((s, c) -> reads(c, 6, 4) && c.p1() == 8 && s.in("SSSE"), 0x6A83, OK)),
                fault(
                        5,
                        "by tag another record",
                        command((s, c) -> reads(c, 6, 0) && c.p1() == 0x4E, c -> withP1(c, 0x09))),
                fault(5, "mode 5 stops early", data((s, c) -> reads(c, 5, 5), cut(11))),
                fault(
                        22,
                        "record 1 is not the newest",
                        command(
                                (s, c) -> reads(c, 0x15, 4) && s.in("DF04") && s.appended && c.p1() <= 2,
                                c -> withP1(c, 3 - c.p1()))),
                fault(
                        22,
                        "append does nothing",
                        swallowed((s, c) ->
                                c.ins() == 0xDC && c.p2() == (0x16 << 3 | 3) && s.in("DF02") && s.keys.contains(0x89))),
                fault(22, "records cut", data((s, c) -> reads(c, 7, 4) && s.in("DF02"), cut(1))),
                fault(
                        22,
                        "one record more than the file has",
                        statusWhen((s, c) -> reads(c, 0x15, 4) && s.in("DF04") && c.p1() == 9, 0x6A83, OK)),
                fault(
                        22,
                        "an append is refused",
                        statusWhen((s, c) -> c.ins() == 0xDC && (c.p2() & 7) == 3 && s.in("DF02"), OK, 0x6A84)),
                fault(
                        23,
                        "photo has 2,048 bytes",
                        statusWhen((s, c) -> c.ins() == 0xB0 && c.p1() == 0x0F && s.in("SSSE"), OK, 0x6B00)),
                fault(23, "readable behind the end", status(c -> c.ins() == 0xB0, 0x6B00, OK)),
                fault(23, "offset ignored", command((s, c) -> c.ins() == 0xB0 && c.p1() >= 0x80, c -> withP2(c, 0))),
                fault(23, "a write does nothing", swallowed((s, c) -> c.ins() == 0xD6 && c.p2() == 5)),
                fault(23, "a transparent file with records", status(c -> c.ins() == 0xB2, 0x6981, 0x6A83)));
    }

    private static List<Mutant> access() {
        return List.of(
                fault(
                        19,
                        "DF01 EF05 written without key",
                        statusWhen((s, c) -> writes(c, 5) && s.in("DF01") && s.keys.isEmpty(), REFUSED, OK)),
                fault(
                        19,
                        "the PIN is enough to write",
                        statusWhen(
                                (s, c) -> writes(c, 0x16) && s.in("DF03") && s.pinVerified && s.keys.isEmpty(),
                                REFUSED,
                                OK)),
                fault(
                        19,
                        "DF04 EF08 written without key",
                        statusWhen((s, c) -> writes(c, 8) && s.in("DF04") && s.keys.isEmpty(), REFUSED, OK)),
                fault(
                        19,
                        "reserved file written without key",
                        statusWhen((s, c) -> c.ins() == 0xD6 && s.in("DF01") && s.keys.isEmpty(), REFUSED, OK)),
                fault(
                        19,
                        "refused with the right key",
                        statusWhen((s, c) -> writes(c, 7) && s.in("DF03"), OK, REFUSED)),
                fault(
                        20,
                        "UK1DF01 writes EF06",
                        statusWhen((s, c) -> writes(c, 6) && s.in("DF01") && s.keys.contains(0x83), REFUSED, OK)),
                fault(
                        20,
                        "a read key writes DF03 EF19",
                        statusWhen((s, c) -> writes(c, 0x19) && s.in("DF03") && s.keys.contains(0x84), REFUSED, OK)),
                fault(
                        20,
                        "UKSSSE reads the photo",
                        statusWhen((s, c) -> c.ins() == 0xB0 && s.in("SSSE") && s.keys.contains(4), REFUSED, OK)),
                fault(
                        20,
                        "any key writes a reserved file",
                        statusWhen(
                                (s, c) -> c.ins() == 0xD6 && c.p1() == 0x9A && s.in("DF01") && !s.keys.isEmpty(),
                                REFUSED,
                                OK)),
                fault(
                        21,
                        "PIN or key: nothing needed",
                        statusWhen((s, c) -> reads(c, 6, 4) && s.in("DF03") && s.keys.isEmpty(), REFUSED, OK)),
                fault(
                        21,
                        "PIN and key: PIN enough",
                        statusWhen(
                                (s, c) -> reads(c, 6, 4) && s.in("DF04") && s.pinVerified && s.keys.isEmpty(),
                                REFUSED,
                                OK)),
                fault(
                        21,
                        "PIN and key: key enough",
                        statusWhen(
                                (s, c) -> reads(c, 6, 4) && s.in("DF04") && !s.pinVerified && s.keys.contains(0x84),
                                REFUSED,
                                OK)),
                fault(
                        21,
                        "PIN: nothing needed",
                        statusWhen((s, c) -> reads(c, 8, 4) && s.in("DF04") && !s.pinVerified, REFUSED, OK)),
                fault(
                        21,
                        "PIN or key: key alone refused",
                        statusWhen((s, c) -> reads(c, 6, 4) && s.in("DF02") && !s.pinVerified, OK, REFUSED)),
                fault(
                        21,
                        "PIN or key: PIN alone refused",
                        statusWhen((s, c) -> reads(c, 9, 4) && s.in("DF02") && s.keys.isEmpty(), OK, REFUSED)),
                fault(
                        21,
                        "key: PIN enough",
                        statusWhen(
                                (s, c) -> c.ins() == 0xB0 && s.in("SSSE") && s.pinVerified && s.keys.isEmpty(),
                                REFUSED,
                                OK)),
                new Mutant(
                        21,
                        "3.0: holder data free",
                        SpecificationVersion.V3_0,
                        "SM4",
                        broken(statusWhen((s, c) -> reads(c, 6, 4) && s.in("SSSE") && s.keys.isEmpty(), REFUSED, OK))));
    }

    private static List<Mutant> blocks() {
        return List.of(
                fault(24, "block does nothing", swallowed((s, c) -> c.ins() == 0x1E && s.keys.contains(0x83))),
                fault(24, "block without lock key", statusWhen(ins(0x1E), REFUSED, OK)),
                fault(24, "block with a wrong MAC", statusWhen(ins(0x1E), 0x6988, OK)),
                fault(24, "a blocked application is not found", statusWhen(ins(0xA4), 0x9303, 0x6A82)),
                fault(24, "commands go on after the block", statusWhen(ins(0xB2), 0x9303, OK)),
                fault(25, "card block does nothing", swallowed((s, c) -> c.ins() == 0x16 && s.keys.contains(5))),
                fault(25, "card block without BK", statusWhen(ins(0x16), REFUSED, OK)),
                fault(25, "card block with a wrong MAC", statusWhen(ins(0x16), 0x6988, OK)),
                fault(25, "a blocked card still gives challenges", statusWhen(ins(0x84), 0x6A81, OK)),
                fault(25, "a blocked card says 9303", statusWhen(ins(0xA4), 0x6A81, 0x9303)));
    }

    private static List<Mutant> purchases() {
        return List.of(
                fault(26, "TAC wrong by a bit", data(ins(0x2C), flip(0))),
                fault(26, "MAC2 wrong by a bit", data(ins(0x2C), flip(7))),
                fault(26, "no record", statusWhen((s, c) -> reads(c, 8, 4) && s.in("DF04"), OK, 0x6A83)),
                fault(26, "another terminal in the record", data((s, c) -> reads(c, 8, 4) && s.in("DF04"), flip(5))),
                fault(26, "the number does not grow", data(ins(0x28, 1), set(15, 0))),
                fault(26, "proof has TAC first", data(ins(0x2E), Mutations::fourExchanged)),
                fault(26, "no proof", statusWhen(ins(0x2E), OK, 0x9406)),
                fault(26, "a debit without INITIALIZE", statusWhen(ins(0x2C), 0x6901, OK)),
                fault(26, "a wrong MAC1 is accepted", statusWhen(ins(0x2C), 0x9302, OK)),
                fault(26, "a bad key index is 6A88", statusWhen(ins(0x28), 0x9403, 0x6A88)));
    }

    private static List<Mutant> states() {
        return List.of(
                fault(
                        27,
                        "PIN outlives the reset",
                        statusWhen(
                                (s, c) -> reads(c, 5, 4)
                                        && s.in("DF01")
                                        && !s.masterFileSelected
                                        && !s.pinVerified
                                        && !s.lastPinWrong,
                                REFUSED,
                                OK)),
                fault(
                        27,
                        "PIN outlives leaving the SSSE",
                        statusWhen((s, c) -> reads(c, 5, 4) && s.pinVerifiedEver && !s.lastPinWrong, REFUSED, OK)),
                fault(
                        27,
                        "a global key outlives the reset",
                        statusWhen(
                                (s, c) -> writes(c, 5) && s.in("SSSE") && !s.masterFileSelected && s.keysBeforeReset,
                                REFUSED,
                                OK)),
                fault(
                        27,
                        "an application key outlives leaving",
                        statusWhen((s, c) -> writes(c, 5) && s.left.contains("DF01") && s.in("DF01"), REFUSED, OK)));
    }
}
