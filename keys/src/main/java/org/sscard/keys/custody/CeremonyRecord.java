package org.sscard.keys.custody;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sscard.audit.Checkpoint;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;

/**
 * What the persons present sign by hand. It shows keys by check value, and ties the paper to transcript and backup; it
 * holds no key material.
 *
 * @param shareCheckValues by number of the custodian
 * @param publicKey of the transcript's seal, X.509 in Base64
 */
public record CeremonyRecord(
        CeremonyPlan plan,
        Instant completedAt,
        Map<Integer, String> shareCheckValues,
        CheckValue protectionKey,
        List<Key> roots,
        Backup backup,
        Checkpoint transcript,
        String publicKey) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    /** @param sha256 of the file, hex */
    public record Backup(String file, String sha256) {}

    /** Plain text for the printer: Chinese with English beside. */
    public String text(ZoneId zone) {
        StringBuilder text = new StringBuilder();
        line(text, "密钥仪式记录 / Record of a key ceremony");
        line(text, "");
        line(text, "仪式编号 / Ceremony: %s", plan.id());
        line(text, "环境 / Environment: %s", environment());
        line(text, "完成时间 / Completed: %s", TIME.format(completedAt.atZone(zone)));
        line(
                text,
                "恢复门限 / Shares needed: %d / %d",
                plan.threshold(),
                plan.custodians().size());
        line(text, "保护密钥校验值 / Protection key, check value: %s", protectionKey);
        line(text, "");
        line(text, "保管人与份额校验值 / Custodians and the check values of their shares");
        for (Custodian custodian : plan.custodians()) {
            line(
                    text,
                    "  %2d  %s  %s    签名 / signature ____________________",
                    custodian.number(),
                    shareCheckValues.getOrDefault(custodian.number(), ""),
                    custodian.name());
        }
        line(text, "  主持人 / leader ____________________    审计人 / auditor ____________________");
        line(text, "");
        line(text, "备份文件 / Backup: %s", backup.file());
        line(text, "  SHA-256 %s", backup.sha256());
        line(text, "过程日志 / Transcript: %s", transcript.logId());
        line(text, "  条数 / lines %d", transcript.sequence());
        line(text, "  末条摘要 / last hash %s", transcript.hash());
        line(text, "  签名公钥 / public key of its seal (Ed25519) %s", publicKey);
        line(text, "  封签 / seal %s", transcript.signature());
        line(text, "");
        line(text, "根密钥 / Roots: %d", roots.size());
        for (Key root : roots) {
            line(
                    text,
                    "  %-10s v%d  %-6s  %s",
                    root.id().name(),
                    root.id().version(),
                    root.id().algorithm(),
                    root.checkValue());
        }
        return text.toString();
    }

    private String environment() {
        return plan.environment() == Environment.TEST ? "测试，不得用于实卡 / TEST, never for real cards" : "生产 / PRODUCTION";
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
