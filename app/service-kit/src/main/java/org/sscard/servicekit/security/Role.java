package org.sscard.servicekit.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may be. In a certificate a role is an OU, written as {@link #ou()}; one certificate may carry several. */
public enum Role {
    /** A hospital or pharmacy; the CN is its code (fixmedins_code). */
    INSTITUTION("医药机构", false, false),
    /** A program at the window that drives the local terminal agent. */
    WINDOW("窗口程序", false, false),
    /** A web page of an origin that an agent allows: basic read only. */
    PAGE("网页", false, false),
    /** A web page that may also read files and records by address. */
    PAGE_FILES("网页读文件", false, false),
    /** A web page that may also have the PIN verified, changed, reloaded and unblocked. */
    PAGE_PIN("网页密码", false, false),
    /** A web page that may also write files. */
    PAGE_WRITE("网页写文件", false, false),
    /** A web page that may also debit the card. */
    PAGE_DEBIT("网页扣款", false, false),
    /** Runs imports, batches and enrolment at the bureau. */
    OPERATOR("操作员", true, false),
    /** Compares finished cards. */
    INSPECTOR("质检员", true, false),
    /** Serves cardholders at the bureau's counter. */
    COUNTER("柜台", true, false),
    /** The second pair of eyes. */
    REVIEWER("复核员", true, false),
    /** Reads everything, changes nothing. */
    AUDITOR("审计员", true, false),
    /** Runs the machines. */
    ADMINISTRATOR("管理员", true, false),
    /** Holds keys. */
    CUSTODIAN("密钥保管员", true, true),
    /** Reviews at the province what its cities ask for. */
    PROVINCE("省级审核", true, true),
    /** Approves at the ministry, and allots issuer ids. */
    MINISTRY("部级审批", true, true),
    /** A personalisation station. */
    STATION("制卡工位", false, true),
    /** The telephone desk (12333), which asks for a service password. */
    HOTLINE("电话服务", false, true),
    /** The public service on the web, which has proved who its user is. */
    PORTAL("网上服务", false, true),
    /** The tier above: takes the registry's changes, and decides who is registered where. */
    AUTHORITY("上级平台", false, true),
    /** A terminal agent that asks the issuer for keys or card status. */
    AGENT("终端代理", false, true),
    /** A self-service terminal of cardholders. */
    KIOSK("自助终端", false, true),
    /** The insurer's backend. */
    INSURER("医保经办", false, true),
    /** The issuer's service. */
    ISSUER("制卡中心", false, true);

    private final String zh;
    private final boolean ofStaff;
    private final boolean needsCertificate;

    Role(String zh, boolean ofStaff, boolean needsCertificate) {
        this.zh = zh;
        this.ofStaff = ofStaff;
        this.needsCertificate = needsCertificate;
    }

    /** As people call it. */
    public String zh() {
        return zh;
    }

    /** Whether a person at a desk has it, who logs in with a browser; the others are machines. */
    public boolean ofStaff() {
        return ofStaff;
    }

    /**
     * Whether this role is never given to a program without a client certificate, not even in a first run. (A first run's
     * one-time link gives it to a browser.)
     */
    public boolean needsCertificate() {
        return needsCertificate;
    }

    public String ou() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> ofOu(String ou) {
        return Arrays.stream(values()).filter(role -> role.ou().equals(ou)).findFirst();
    }
}
