package org.sscard.insurance.catalogue;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.imports.RowFault;
import org.sscard.insurance.imports.SheetColumn;
import org.sscard.insurance.imports.SheetFile;
import org.sscard.insurance.imports.SheetRow;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Reads the rows of a catalogue file; what is wrong is named by row and column. */
final class CatalogueRows {

    static final List<SheetColumn> COLUMNS = List.of(
            new SheetColumn("code", "医保目录编码", true),
            new SheetColumn("name", "名称", true),
            new SheetColumn("list_type", "目录类别", true),
            new SheetColumn("class", "甲乙丙类", true),
            new SheetColumn("advance", "先行自付比例", false),
            new SheetColumn("limit", "限价", false),
            new SheetColumn("restriction", "限制使用", false),
            new SheetColumn("valid_from", "生效日期", true));

    private static final Map<String, String> LIST_TYPES = Map.of(
            "药品", "DRUG", "诊疗项目", "ITEM", "医用耗材", "MATERIAL", "DRUG", "DRUG", "ITEM", "ITEM", "MATERIAL", "MATERIAL");
    private static final Map<String, CatalogueClass> CLASSES = Map.of(
            "甲", CatalogueClass.A,
            "乙", CatalogueClass.B,
            "丙", CatalogueClass.C,
            "A", CatalogueClass.A,
            "B", CatalogueClass.B,
            "C", CatalogueClass.C);
    private static final int LONGEST_NAME = 200;
    private static final BigDecimal LARGEST_LIMIT = BigDecimal.valueOf(10_000_000);

    private CatalogueRows() {}

    static List<SheetRow> read(String fileName, byte[] content) {
        return SheetFile.read(fileName, content, COLUMNS);
    }

    static Map<SheetRow, ItemVersion> versions(List<SheetRow> rows, List<RowFault> faults) {
        Map<String, Integer> seen = new HashMap<>();
        Map<SheetRow, ItemVersion> versions = new LinkedHashMap<>();
        for (SheetRow row : rows) {
            Integer earlier = seen.putIfAbsent(row.cell("code") + " " + row.cell("valid_from"), row.number());
            if (earlier != null) {
                faults.add(new RowFault(row.number(), "", new CodedException(ErrorCode.IMPORT_ROW_REPEATED, earlier)));
                continue;
            }
            ItemVersion version = version(row, faults);
            if (version != null) {
                versions.put(row, version);
            }
        }
        return versions;
    }

    private static @Nullable ItemVersion version(SheetRow row, List<RowFault> faults) {
        int before = faults.size();
        require(row.cell("code").matches("[0-9A-Za-z.-]{1,50}"), row, "code", "1–50 个字母、数字 / letters, digits", faults);
        require(
                !row.cell("name").isEmpty() && row.cell("name").length() <= LONGEST_NAME,
                row,
                "name",
                "1–" + LONGEST_NAME,
                faults);
        String type = LIST_TYPES.get(row.cell("list_type"));
        require(type != null, row, "list_type", "药品、诊疗项目、医用耗材", faults);
        CatalogueClass cls = CLASSES.get(row.cell("class"));
        require(cls != null, row, "class", "甲、乙、丙", faults);
        Optional<BigDecimal> percent = decimal(row.cell("advance").replaceAll("[%％]$", ""), 2);
        boolean fitting = percent.filter(value -> value.compareTo(BigDecimal.valueOf(100)) <= 0
                        && (cls == CatalogueClass.B || value.signum() == 0))
                .isPresent();
        require(fitting, row, "advance", "乙类 0–100%，其他为空 / class B 0–100 %, else empty", faults);
        Optional<BigDecimal> limit = decimal(row.cell("limit"), 4);
        require(
                limit.filter(value -> value.compareTo(LARGEST_LIMIT) <= 0).isPresent(),
                row,
                "limit",
                "元，至多 4 位小数 / yuan",
                faults);
        Optional<LocalDate> from = date(row.cell("valid_from"));
        require(from.isPresent(), row, "valid_from", "YYYY-MM-DD", faults);
        if (faults.size() > before || type == null || cls == null) {
            return null;
        }
        return new ItemVersion(
                row.cell("code"),
                row.cell("name"),
                type,
                cls,
                percent.orElseThrow().movePointRight(2).intValueExact(),
                row.cell("limit").isEmpty()
                        ? null
                        : limit.orElseThrow().movePointRight(4).longValueExact(),
                row.cell("restriction"),
                from.orElseThrow(),
                null);
    }

    private static void require(boolean holds, SheetRow row, String column, String expected, List<RowFault> faults) {
        if (!holds) {
            String header = COLUMNS.stream()
                    .filter(known -> known.name().equals(column))
                    .map(SheetColumn::zh)
                    .findFirst()
                    .orElse(column);
            faults.add(RowFault.cell(row.number(), header, expected));
        }
    }

    /** Not negative, with so many decimals at most; empty text is 0. */
    private static Optional<BigDecimal> decimal(String text, int decimals) {
        if (text.isEmpty()) {
            return Optional.of(BigDecimal.ZERO);
        }
        return text.matches("[0-9]{1,12}(\\.[0-9]{1," + decimals + "})?")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text.replace('/', '-')));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
