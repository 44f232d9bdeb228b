package org.sscard.keys.custody;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * The file that a ceremony leaves: every key in a block under the shared protection key, and what is needed to collect
 * the shares again ({@code docs/key-blocks.md}). A MAC under the protection key holds the file together, so that no
 * block can be left out or added; a digest tells damage before anybody enters a share.
 */
record CeremonyBackup(
        CeremonyPlan plan,
        Map<Integer, String> checkValues,
        CheckValue protectionKey,
        List<String> blocks,
        String mac) {

    private static final String MAGIC = "sscard-key-backup\t1";
    private static final byte[] MAC_LABEL = "sscard backup mac".getBytes(StandardCharsets.US_ASCII);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int FIELDS_OF_CEREMONY = 4;

    static CeremonyBackup make(
            CeremonyPlan plan, Map<Integer, String> checkValues, KeyMaterial protectionKey, List<String> blocks) {
        CeremonyBackup unsigned = new CeremonyBackup(plan, checkValues, checkValue(protectionKey), blocks, "");
        return new CeremonyBackup(plan, checkValues, unsigned.protectionKey, blocks, unsigned.mac(protectionKey));
    }

    static CheckValue checkValue(KeyMaterial protectionKey) {
        return CheckValues.ofAes(CheckMethod.CMAC_ZERO_BLOCK, protectionKey.bytes(MaterialAccess.GRANTED));
    }

    String text() {
        String sealed = content() + "mac\t" + mac + "\n";
        return sealed + "sha-256\t" + sha256(sealed) + "\n";
    }

    /** SHA-256 of the whole file. */
    String digest() {
        return sha256(text());
    }

    /** @throws KeyException BACKUP_DAMAGED */
    static CeremonyBackup parse(String text) {
        int last = text.lastIndexOf("sha-256\t");
        if (last < 0 || !text.substring(last).equals("sha-256\t" + sha256(text.substring(0, last)) + "\n")) {
            throw new KeyException(KeyFault.BACKUP_DAMAGED, "its digest does not fit");
        }
        try {
            return read(text.substring(0, last).split("\n", -1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | KeyException e) {
            throw new KeyException(KeyFault.BACKUP_DAMAGED, "a line cannot be read", e);
        }
    }

    /** @throws KeyException KEY_CHECK_VALUE_WRONG for another key, BACKUP_DAMAGED when the file was changed */
    void requireGenuine(KeyMaterial restored) {
        if (!checkValue(restored).equals(protectionKey)) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, "the protection key of ceremony " + plan.id());
        }
        byte[] expected = mac(restored).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, mac.getBytes(StandardCharsets.US_ASCII))) {
            throw new KeyException(KeyFault.BACKUP_DAMAGED, "its MAC does not fit");
        }
    }

    private static CeremonyBackup read(String[] lines) {
        Map<Integer, String> checkValues = new TreeMap<>();
        List<Custodian> custodians = new ArrayList<>();
        List<String> blocks = new ArrayList<>();
        String[] ceremony = fields(lines[1], "ceremony", FIELDS_OF_CEREMONY);
        int at = 2;
        for (; lines[at].startsWith("custodian\t"); at++) {
            String[] custodian = fields(lines[at], "custodian", 4);
            custodians.add(new Custodian(Integer.parseInt(custodian[1]), custodian[3]));
            checkValues.put(custodians.get(custodians.size() - 1).number(), custodian[2]);
        }
        String[] key = fields(lines[at++], "protection-key", 3);
        for (; lines[at].startsWith("block\t"); at++) {
            blocks.add(fields(lines[at], "block", 2)[1]);
        }
        String mac = fields(lines[at++], "mac", 2)[1];
        if (!lines[0].equals(MAGIC) || at != lines.length - 1 || !lines[at].isEmpty()) {
            throw new IllegalArgumentException("first or last line");
        }
        CeremonyPlan plan = new CeremonyPlan(
                ceremony[1], Environment.valueOf(ceremony[2]), Integer.parseInt(ceremony[3]), custodians);
        CheckValue checkValue = new CheckValue(CheckMethod.valueOf(key[1]), key[2]);
        return new CeremonyBackup(plan, checkValues, checkValue, blocks, mac);
    }

    private static String[] fields(String line, String name, int count) {
        String[] fields = line.split("\t", -1);
        if (fields.length != count || !fields[0].equals(name)) {
            throw new IllegalArgumentException(name);
        }
        return fields;
    }

    private String content() {
        StringBuilder text = new StringBuilder(MAGIC).append('\n');
        line(text, "ceremony", plan.id(), plan.environment().name(), Integer.toString(plan.threshold()));
        for (Custodian custodian : plan.custodians()) {
            String checkValue = checkValues.getOrDefault(custodian.number(), "");
            line(text, "custodian", Integer.toString(custodian.number()), checkValue, custodian.name());
        }
        line(text, "protection-key", protectionKey.method().name(), protectionKey.hex());
        blocks.forEach(block -> line(text, "block", block));
        return text.toString();
    }

    private static void line(StringBuilder text, String... fields) {
        text.append(String.join("\t", fields)).append('\n');
    }

    private String mac(KeyMaterial key) {
        byte[] macKey = AesCipher.cmac(key.bytes(MaterialAccess.GRANTED), MAC_LABEL);
        try {
            return HEX.formatHex(AesCipher.cmac(macKey, content().getBytes(StandardCharsets.UTF_8)));
        } finally {
            Arrays.fill(macKey, (byte) 0);
        }
    }

    private static String sha256(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
