package org.sscard.issuer.workflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * The file structure (卡文件结构) that the cards of an issue have: what is registered, tested, and changed only with a new approval.
 *
 * @param optional applications ({@code DF07}) and files ({@code SSSE/EF0D}) that are not on every card
 */
public record CardStructure(SpecificationVersion version, CardAlgorithm algorithm, Set<String> optional) {

    public CardStructure {
        optional = Set.copyOf(optional);
    }

    /** For people. */
    public String zh() {
        return version.text() + " 版，" + algorithm
                + (optional.isEmpty() ? "" : "，另有 " + String.join("、", new TreeSet<>(optional))) + "，摘要 "
                + digest().substring(0, 16);
    }

    /** SHA-256 over {@link #text()}, in hex. */
    public String digest() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every application, file and element with its length and access rules, a line each. */
    public String text() {
        StringBuilder text = new StringBuilder("version " + version.text() + "\nalgorithm " + algorithm.name() + "\n");
        for (Application application : CardLayout.of(version).applications()) {
            if (!application.optional() || optional.contains(application.name())) {
                text.append(application.name())
                        .append(' ')
                        .append(application.aid())
                        .append('\n');
                for (CardFile file : application.files()) {
                    if (!file.optional() || optional.contains(file.ref().toString())) {
                        append(text, file);
                    }
                }
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, CardFile file) {
        text.append(String.format(
                "%s %s %d×%d read %s update %s\n",
                file.ref(),
                file.structure().name(),
                file.recordLength(),
                file.recordCount(),
                rule(file.read()),
                rule(file.update())));
        append(text, file.elements());
        file.fields().forEach(field -> text.append(String.format("  %s %d\n", field.id(), field.length())));
    }

    private static void append(StringBuilder text, List<Element> elements) {
        for (Element element : elements) {
            text.append(String.format(
                    "  %02X %s %d×%d\n", element.tag(), element.format().name(), element.length(), element.repeat()));
            append(text, element.elements());
        }
    }

    private static String rule(AccessRule rule) {
        return String.format(
                "%02X%s", rule.code(), rule.key().map(key -> " " + key).orElse(""));
    }
}
