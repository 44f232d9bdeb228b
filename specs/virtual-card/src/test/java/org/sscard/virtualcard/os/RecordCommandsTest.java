package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/** READ RECORD and UPDATE RECORD (§2, §6). */
class RecordCommandsTest {

    private final TestCard card = TestCard.t1(TestImages.card(RecordCommandsTest::addPolicies));

    @Test
    void recordByNumberAndByTag_isTheSame() {
        card.inEnvironment();
        assertThat(card.send("00B2072C00")).isEqualTo("07094130303030313233339000");
        assertThat(card.send("00B2072800")).isEqualTo("07094130303030313233339000");
    }

    @Test
    void currentFile_servesShortIdentifierZero() {
        card.inEnvironment();
        assertThat(card.send("00B2010400")).isEqualTo("6986");
        card.ok("00A4020002EF05");
        assertThat(card.send("00B2070400")).endsWith("9000");
    }

    @Test
    void wrongLe_is6CxxAndNeverCutsData() {
        card.inEnvironment();
        assertThat(card.send("00B2072C05")).isEqualTo("6C0B");
        assertThat(card.send("00B2072C0C")).isEqualTo("6C0B");
        assertThat(card.send("00B2072C0B")).endsWith("9000");
        assertThat(card.send("00B2072C")).endsWith("9000");
    }

    @Test
    void openLeInModeT0_is6Cxx() {
        TestCard t0 = TestCard.t0(TestImages.card());
        t0.send("00A404000F" + TestCard.SSSE);
        assertThat(t0.send("00B2072C00")).isEqualTo("6C0B");
        assertThat(t0.send("00B2072C0B")).endsWith("9000");
    }

    @Test
    void repeatedTag_isWalkedByModes() {
        card.in("DF03").withPin("123456");
        String first = card.send("00B279C800");
        assertThat(card.send("00B279C900")).isEqualTo(card.send("00B204CC00"));
        assertThat(card.send("00B279C800")).isEqualTo(first).isEqualTo(card.send("00B201CC00"));
        assertThat(card.send("00B279CA00")).endsWith("9000");
        assertThat(card.send("00B279CA00")).endsWith("9000");
        assertThat(card.send("00B279CA00")).endsWith("9000");
        assertThat(card.send("00B279CA00")).isEqualTo("6A83");
        assertThat(card.send("00B279CB00")).endsWith("9000");
        assertThat(card.send("00B279CB00")).endsWith("9000");
        assertThat(card.send("00B279CB00")).endsWith("9000");
        assertThat(card.send("00B279CB00")).isEqualTo("6A83");
    }

    @Test
    void nextAndPrevious_goThroughTheOccurrencesInOrder() {
        TestCard rich = TestCard.t1(TestImages.card(image -> image.withObject("/elements")
                .put("DF03/EF19/79#1", "18033131311903510100")
                .put("DF03/EF19/79#2", "18033232321903510100")
                .put("DF03/EF19/79#4", "18033434341903510100")));
        rich.in("DF03").withPin("123456");
        assertThat(rich.send("00B279C800")).startsWith("79271803313131");
        assertThat(rich.send("00B279CA29")).startsWith("79271803323232");
        assertThat(rich.send("00B279CA05")).isEqualTo("6C29");
        assertThat(rich.send("00B279CA00")).startsWith("79271803000000");
        assertThat(rich.send("00B279CA00")).startsWith("79271803343434");
        assertThat(rich.send("00B279CB00")).startsWith("79271803000000");
        rich.ok("00A4020002EF19");
        assertThat(rich.send("00B279CB00")).startsWith("79271803343434");
    }

    @Test
    void absentRecords_are6A83() {
        card.inEnvironment();
        assertThat(card.send("00B2082C00")).isEqualTo("6A83");
        assertThat(card.send("00B2002C00")).isEqualTo("6A83");
        assertThat(card.send("00B2552800")).isEqualTo("6A83");
    }

    @Test
    void modes5And6_returnWholeRecordsInTheirOrder() {
        card.inEnvironment();
        String forward = card.send("00B2052D00");
        assertThat(forward).isEqualTo("0504FFFFFFFF" + "0604FFFFFFFF" + "0709413030303031323333" + "9000");
        assertThat(card.send("00B2052E00"))
                .isEqualTo("0709413030303031323333" + "0604FFFFFFFF" + "0504FFFFFFFF" + "9000");
        assertThat(card.send("00B2082D00")).isEqualTo("6A83");
        assertThat(card.send("00B2002D00")).isEqualTo("6A83");
    }

    @Test
    void mode5_stopsBeforeARecordThatDoesNotFit() {
        card.in("DF02").withPin("123456");
        byte[] range = card.data("00B2012D00");
        assertThat(range).hasSize(5 + 5 + 110 + 110);
    }

    @Test
    void mode7_isUnknown() {
        card.inEnvironment();
        assertThat(card.send("00B2072F00")).isEqualTo("6A86");
    }

    @Test
    void cyclicFile_hasTheNewestFirst() {
        card.in("DF02").withPin("123456");
        assertThat(card.send("00B201B400")).startsWith("0102").endsWith("9000");
        assertThat(card.send("00B202B400")).startsWith("2102").endsWith("9000");
        assertThat(card.send("00B203B400")).isEqualTo("6A83");
        assertThat(card.send("00B200B000")).startsWith("0102");
        assertThat(card.send("00B200B200")).startsWith("2102");
    }

    @Test
    void cyclicFile_startsEmptyAndKeepsItsNumberOfRecords() {
        card.in("DF02").withPin("123456");
        assertThat(card.send("00B2013C00")).isEqualTo("6A83");
        assertThat(card.authenticate("UK3DF02")).isEqualTo("9000");
        for (int i = 1; i <= 5; i++) {
            card.ok("00DC003B55" + TestCard.octet(i).repeat(85));
        }
        assertThat(card.send("00B2013C00")).startsWith("0505");
        assertThat(card.send("00B2043C00")).startsWith("0202");
        assertThat(card.send("00B2053C00")).isEqualTo("6A83");
        assertThat(card.send("00DC003B03010203")).isEqualTo("6700");
    }

    @Test
    void update_needsTheKeyOfTheFile() {
        card.inEnvironment();
        String update = "00DC0528060504 20260101";
        assertThat(card.send(update)).isEqualTo("6982");
        assertThat(card.authenticate("UK1SSSE")).isEqualTo("9000");
        assertThat(card.send(update)).isEqualTo("6982");
        assertThat(card.authenticate("UKSSSE")).isEqualTo("9000");
        assertThat(card.send(update)).isEqualTo("9000");
        assertThat(card.send("00B2052C00")).isEqualTo("0504202601019000");
    }

    @Test
    void update_refusesForeignTagsAndLengthsThatLie() {
        card.inEnvironment();
        card.authenticate("UKSSSE");
        assertThat(card.send("00DC0528060604 20260101")).isEqualTo("6A80");
        assertThat(card.send("00DC5528065504 20260101")).isEqualTo("6A80");
        assertThat(card.send("00DC052806050320260101")).isEqualTo("6A85");
        assertThat(card.send("00DC0528070505 2026010101")).isEqualTo("6A80");
        assertThat(card.send("00DC052C060604 20260101")).isEqualTo("6A80");
        assertThat(card.send("00DC0828060804 20260101")).isEqualTo("6A80");
        assertThat(card.send("00DC082C060504 20260101")).isEqualTo("6A83");
        assertThat(card.send("00DC05280105")).isEqualTo("6A85");
        assertThat(card.send("00DC0529")).isEqualTo("6700");
    }

    @Test
    void shorterValue_isStoredAsWrittenAndTheElementKeepsItsRoom() {
        card.inEnvironment();
        card.authenticate("UKSSSE");
        card.ok("00DC0930060904C5B7D1F4");
        assertThat(card.send("00B2093000")).isEqualTo("0904C5B7D1F49000");
        card.ok("00DC093020091E" + "41".repeat(30));
        assertThat(card.data("00B2093000")).hasSize(32);
        assertThat(card.send("00DC093021091F" + "41".repeat(31))).isEqualTo("6A80");
    }

    @Test
    void fixedTlv_keepsTheLengthOfItsElement() {
        card.in("DF03");
        card.authenticate("UK8DF03");
        assertThat(card.send("00DC01CC03790101")).isEqualTo("6A80");
        assertThat(card.send("00DC02CC297927" + "11".repeat(39))).isEqualTo("9000");
    }

    @Test
    void transparentFile_isNoRecordFile() {
        card.inEnvironment();
        assertThat(card.send("00B2014400")).isEqualTo("6981");
        assertThat(card.send("00DC01440101")).isEqualTo("6981");
    }

    @Test
    void neverWritten_meansNever() {
        card.in("DF04").withPin("123456");
        for (String key : new String[] {"UK1DF04", "UK2DF04", "RK1DF04", "DSK"}) {
            assertThat(card.authenticate(key)).isEqualTo("9000");
        }
        assertThat(card.send("00DC00431C" + "00".repeat(28))).isEqualTo("6982");
    }

    private static void addPolicies(ObjectNode image) {
        image.putObject("records")
                .putArray("DF02/EF16")
                .add("0102030405060708090A0B0C0D0E0F101112")
                .add("2102030405060708090A0B0C0D0E0F101112");
    }

    @Test
    void fileThatWasUsedByShortIdentifier_isTheCurrentOne() {
        card.in("DF01").withPin("123456");
        card.ok("00B2013C00");
        assertThat(card.send("00B2010400")).isEqualTo("290100" + "9000");
        card.ok("00B2012D00");
        assertThat(card.send("00B2010400")).isEqualTo("20020000" + "9000");
        assertThat(card.authenticate("UK2DF01")).isEqualTo("9000");
        card.ok("00DC2938" + "03" + "290131");
        assertThat(card.send("00B2010400")).isEqualTo("290131" + "9000");
    }

    @Test
    void pointer_beginsAnewWithEachSelectAndStaysWithAMiss() {
        card.in("DF03").withPin("123456");
        card.ok("00A4000002EF19");
        card.ok("00B2790100");
        assertThat(card.send("00B2790200")).isEqualTo("6A83");
        assertThat(card.send("00B2FE0000")).isEqualTo("6A83");
        assertThat(card.send("00B2790200")).isEqualTo("6A83");
        card.ok("00A4000002EF19");
        card.ok("00B2790200");
        card.ok("00B2790200");
        card.ok("00B2010400");
        card.ok("00B2790200");
        card.ok("00B2790200");
        assertThat(card.send("00B2790200")).isEqualTo("6A83");
    }

    @Test
    void cyclicRecord_hasItsLengthAndIsOverwrittenByNumber() {
        card.in("DF02").withPin("123456");
        assertThat(card.authenticate("UK6DF02")).isEqualTo("9000");
        String before = card.send("00B201B400");
        assertThat(card.send("00DC00B311" + "55".repeat(17))).isEqualTo("6700");
        assertThat(card.send("00DC00B313" + "55".repeat(19))).isEqualTo("6700");
        card.ok("00DC00B312" + "55".repeat(18));
        assertThat(card.send("00B201B412")).isEqualTo("55".repeat(18) + "9000");
        assertThat(card.send("00B202B412")).isEqualTo(before);
        card.ok("00DC02B412" + "66".repeat(18));
        assertThat(card.send("00B201B412")).isEqualTo("55".repeat(18) + "9000");
        assertThat(card.send("00B202B412")).isEqualTo("66".repeat(18) + "9000");
        assertThat(card.send("00DC05B412" + "66".repeat(18))).isEqualTo("6A83");
    }

    @Test
    void updateByARange_isUnknown() {
        card.in("DF02");
        assertThat(card.send("00DC01B512" + "55".repeat(18))).isEqualTo("6A86");
        assertThat(card.send("00DC01B612" + "55".repeat(18))).isEqualTo("6A86");
    }

    @Test
    void tagWithoutALength_contradictsLc() {
        card.inEnvironment();
        assertThat(card.authenticate("UKSSSE")).isEqualTo("9000");
        assertThat(card.send("00DC07280107")).isEqualTo("6A85");
        assertThat(card.send("00DC0728020700")).isEqualTo("9000");
        assertThat(card.send("00B2072C00")).isEqualTo("07009000");
    }

    @Test
    void rangeThatEndsWithTheLastRecord_isWhole() {
        card.in("DF03").withPin("123456");
        String last = card.send("00B204CC00");
        assertThat(card.send("00B204CD00")).isEqualTo(last);
        assertThat(card.send("00B204CE00")).isEqualTo(last);
        assertThat(card.send("00B205CD00")).isEqualTo("6A83");
        assertThat(card.send("00B200CD00")).isEqualTo("6A83");
    }
}
