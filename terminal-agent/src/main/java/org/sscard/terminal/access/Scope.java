package org.sscard.terminal.access;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.sscard.servicekit.security.Role;

/** What a web page may be allowed, one by one. */
public enum Scope {
    BASIC_READ("basic-read", Role.PAGE, "读取卡的基本信息，得知插卡与拔卡", "read the card's basic data, see cards come and go"),
    FILE_READ("file-read", Role.PAGE_FILES, "读取卡内文件和消费记录", "read files and debit records"),
    PIN("pin", Role.PAGE_PIN, "请持卡人在密码键盘上校验、修改或重置密码", "have the holder verify, change or reset the PIN at the pad"),
    WRITE("write", Role.PAGE_WRITE, "写入卡内文件", "write files"),
    DEBIT("debit", Role.PAGE_DEBIT, "从卡上扣款", "debit the card");

    private final String title;
    private final Role role;
    private final String zh;
    private final String en;

    Scope(String title, Role role, String zh, String en) {
        this.title = title;
        this.role = role;
        this.zh = zh;
        this.en = en;
    }

    public Role role() {
        return role;
    }

    /** As configuration and requests write it. */
    public String title() {
        return title;
    }

    /** As the consent page tells it. */
    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }

    /** @throws IllegalArgumentException naming the scopes there are */
    public static Scope of(String title) {
        return Arrays.stream(values())
                .filter(scope -> scope.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scopes "
                        + Arrays.stream(values()).map(scope -> scope.title).collect(Collectors.joining(", "))));
    }
}
