package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.catalogue.ItemVersion;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The catalogue by date: imported whole or not at all, priced by the version of the service's day. */
class CatalogueTest {

    private static final String HEADER = "医保目录编码,名称,目录类别,甲乙丙类,先行自付比例,限价,限制使用,生效日期\n";
    private static Insurer insurer;
    private static Catalogue catalogue;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
        catalogue = new Catalogue(insurer.sessions);
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    private static Catalogue.Imported imported(String rows) {
        return catalogue.importFile("目录.csv", (HEADER + rows).getBytes(StandardCharsets.UTF_8));
    }

    private static Split split(BillLine... lines) {
        Bill stay = insurer.stay(Insurer.COMMUNITY, insurer.person(1), 1);
        return insurer.quoting
                .quote(catalogue.resolve(stay.with(List.of(lines))))
                .split();
    }

    @Test
    void aService_isPricedByTheVersionOfItsDay() {
        Catalogue.Imported first = imported("""
                XT001,试验药,药品,乙,10%,12.5,,2026-01-01
                XT001,试验药,药品,甲,,,,2026-03-05
                XT001,试验药,药品,丙,,,,2026-03-08
                """);

        assertThat(first.added()).isEqualTo(3);
        // 20.00 each: B with a limit of 12.50 and 10 % advance, then A, then C; admitted on 1 March
        Split split = split(
                new BillLine("1", "XT001", 200_000, 10_000),
                new BillLine("2", "XT001", 200_000, 10_000, LocalDate.of(2026, 3, 4), false),
                new BillLine("3", "XT001", 200_000, 10_000, LocalDate.of(2026, 3, 5), false),
                new BillLine("4", "XT001", 200_000, 10_000, LocalDate.of(2026, 3, 8), false));
        assertThat(split.overLimitFen()).isEqualTo(2 * 750);
        assertThat(split.advanceFen()).isEqualTo(2 * 125);
        assertThat(split.ownPayFen()).isEqualTo(2_000);
        assertThat(split.inScopeFen()).isEqualTo(2 * 1_125 + 2_000);
        assertCode(
                () -> split(new BillLine("1", "XT001", 1, 10_000, LocalDate.of(2025, 12, 31), false)),
                ErrorCode.BILL_ITEM_UNKNOWN);
        assertThat(catalogue.search("试验", LocalDate.of(2026, 3, 6), 10))
                .containsExactly(new ItemVersion(
                        "XT001",
                        "试验药",
                        "DRUG",
                        CatalogueClass.A,
                        0,
                        null,
                        "",
                        LocalDate.of(2026, 3, 5),
                        LocalDate.of(2026, 3, 7)));
    }

    @Test
    void aRestrictedItem_isThePersonsOwn_unlessTheInstitutionApprovedIt() {
        imported("XT002,限用药,药品,甲,,,限二级以上医疗机构,2026-01-01\n");

        Split split = split(
                new BillLine("1", "XT002", 100_000, 10_000), new BillLine("2", "XT002", 100_000, 10_000, null, true));

        assertThat(split.ownPayFen()).isEqualTo(1_000);
        assertThat(split.inScopeFen()).isEqualTo(1_000);
    }

    @Test
    void aFileWithFaults_addsNothing_andNamesEachRow() {
        Catalogue.Imported broken = imported("""
                XT003,好药,药品,甲,,,,2026-01-01
                XT004,坏药,食品,丁,10%,1.23456,,2026-02-30
                XT005,坏药,药品,甲,10%,,,2026-01-01
                XT003,好药,药品,甲,,,,2026-01-01
                """);

        assertThat(broken.added()).isZero();
        assertThat(broken.faults())
                .extracting(fault -> fault.row() + " " + fault.column())
                .containsExactly("3 目录类别", "3 甲乙丙类", "3 先行自付比例", "3 限价", "3 生效日期", "4 先行自付比例", "5 ");
        assertThat(catalogue.search("XT003", LocalDate.of(2026, 6, 1), 10)).isEmpty();
    }

    @Test
    void aVersionThatStands_isKnownAgain_andNeverChanged() {
        String row = "XT006,药,药品,乙,5%,,,2026-01-01\n";
        assertThat(imported(row).added()).isEqualTo(1);

        assertThat(imported(row).known()).isEqualTo(1);
        Catalogue.Imported other = imported("XT006,药,药品,乙,6%,,,2026-01-01\nXT007,药,药品,甲,,,,2026-01-01\n");

        assertThat(other.added()).isZero();
        assertThat(other.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.cause().code()).isEqualTo(ErrorCode.CATALOGUE_VERSION_DIFFERS));
        assertThat(catalogue.search("XT007", LocalDate.of(2026, 6, 1), 10)).isEmpty();
    }

    @Test
    void anInstitutionsOwnCode_standsForTheItemFromItsDayOn() {
        catalogue.map(Insurer.COMMUNITY, "H-1", "XSANDBOX000000000001", LocalDate.of(2026, 1, 1));
        catalogue.map(Insurer.COMMUNITY, "H-1", "XSANDBOX000000000001", LocalDate.of(2026, 1, 1));
        catalogue.map(Insurer.COMMUNITY, "H-1", "XSANDBOX000000000023", LocalDate.of(2026, 6, 1));

        assertThat(split(new BillLine("1", "H-1", 100_000, 10_000)).inScopeFen())
                .isEqualTo(1_000);
        assertCode(
                () -> catalogue.map(Insurer.COMMUNITY, "H-1", "XSANDBOX000000000002", LocalDate.of(2026, 1, 1)),
                ErrorCode.CATALOGUE_VERSION_DIFFERS);
        assertCode(
                () -> catalogue.map(Insurer.COMMUNITY, "H-2", "NOTHING", LocalDate.of(2026, 1, 1)),
                ErrorCode.CATALOGUE_ITEM_NOT_FOUND);
    }

    private static void assertCode(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
