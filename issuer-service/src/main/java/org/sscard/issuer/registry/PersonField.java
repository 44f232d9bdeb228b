package org.sscard.issuer.registry;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.sscard.servicekit.pages.Display;

/** What of a person may be corrected, and whether it takes two persons: what identifies a person does. */
public enum PersonField {
    NAME("name", "姓名", true),
    ID_NUMBER("id_number", "社会保障号码", true),
    SEX("sex", "性别", true),
    ETHNIC_GROUP("ethnic_group", "民族", false),
    BIRTHPLACE("birthplace", "出生地", false),
    BIRTH_DATE("birth_date", "出生日期", true),
    HUKOU_REGION("hukou_region", "户籍地区", false),
    HUKOU_ADDRESS("hukou_address", "户籍地址", false),
    PHONE("phone", "联系电话", false);

    private static final DateTimeFormatter COMPACT = DateTimeFormatter.BASIC_ISO_DATE;

    private final String header;
    private final String zh;
    private final boolean fourEyes;

    PersonField(String header, String zh, boolean fourEyes) {
        this.header = header;
        this.zh = zh;
        this.fourEyes = fourEyes;
    }

    /** The English header of a roster's column. */
    public String header() {
        return header;
    }

    public String zh() {
        return zh;
    }

    /** A correction takes a second person. */
    public boolean fourEyes() {
        return fourEyes;
    }

    /** As a roster's cell would hold it. */
    public String of(Person person) {
        return switch (this) {
            case NAME -> person.name();
            case ID_NUMBER -> person.idNumber();
            case SEX -> person.sex();
            case ETHNIC_GROUP -> person.ethnicGroup();
            case BIRTHPLACE -> person.birthplace();
            case BIRTH_DATE -> COMPACT.format(person.birthDate());
            case HUKOU_REGION -> person.hukouRegion();
            case HUKOU_ADDRESS -> person.hukouAddress();
            case PHONE -> person.phone();
        };
    }

    /** As it is shown to who gave no reason to see more. */
    public String masked(String value) {
        return switch (this) {
            case NAME -> Display.maskedName(value);
            case ID_NUMBER -> Display.maskedIdNumber(value);
            case BIRTH_DATE -> value.isEmpty() ? "" : value.substring(0, 4) + "****";
            case HUKOU_ADDRESS, PHONE -> Display.maskedCardNumber(value);
            case SEX, ETHNIC_GROUP, BIRTHPLACE, HUKOU_REGION -> value;
        };
    }

    /** The date of a BIRTH_DATE. */
    public static LocalDate date(String text) {
        return LocalDate.parse(text, COMPACT);
    }

    /** In which fields two persons' data differ, in the fields' order. */
    public static List<PersonField> differing(Person before, Person after) {
        return Arrays.stream(values())
                .filter(field -> !field.of(before).equals(field.of(after)))
                .toList();
    }
}
