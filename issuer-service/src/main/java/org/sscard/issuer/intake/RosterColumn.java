package org.sscard.issuer.intake;

import java.util.Optional;

/** The columns of a roster (docs/roster.md). A header is the Chinese name or the English one; the order is free. */
public enum RosterColumn {
    ID_NUMBER("社会保障号码", "id_number", true),
    NAME("姓名", "name", true),
    SEX("性别", "sex", true),
    ETHNIC_GROUP("民族", "ethnic_group", true),
    BIRTHPLACE("出生地", "birthplace", false),
    BIRTH_DATE("出生日期", "birth_date", true),
    HUKOU_REGION("户籍地区", "hukou_region", false),
    HUKOU_ADDRESS("户籍地址", "hukou_address", false),
    ISSUING_REGION("发卡地区", "issuing_region", true),
    PHONE("联系电话", "phone", false);

    private final String headerZh;
    private final String headerEn;
    private final boolean required;

    RosterColumn(String headerZh, String headerEn, boolean required) {
        this.headerZh = headerZh;
        this.headerEn = headerEn;
        this.required = required;
    }

    public String headerZh() {
        return headerZh;
    }

    public String headerEn() {
        return headerEn;
    }

    public boolean required() {
        return required;
    }

    public static Optional<RosterColumn> ofHeader(String header) {
        String wanted = header.strip();
        for (RosterColumn column : values()) {
            if (column.headerZh.equals(wanted) || column.headerEn.equalsIgnoreCase(wanted)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }
}
