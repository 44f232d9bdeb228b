package org.sscard.terminal.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.spec.layout.FileRef;
import org.sscard.terminal.card.FileContent;
import org.sscard.terminal.card.FileSelection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * pFileAddr (§5): {@code SSSEEF05|06|07|$DF03EF19|79:2|$DF02EF07:1|$}. The answer and pWriteData repeat the names with values
 * in place of tags. A missing last {@code $}, lower-case hex and blanks between tokens are accepted.
 */
final class FileAddress {

    private static final char FILE_END = '$';
    private static final char TOKEN_END = '|';
    private static final char FIELD_END = '^';
    private static final Pattern NAME =
            Pattern.compile("(SSSE|MF|3F00|DF[0-9A-F]{2})(EF[0-9A-F]{2})(?::([0-9]{1,3}))?");
    private static final Pattern ITEM = Pattern.compile("([0-9A-F]{2})(?::([0-9]{1,2}))?");
    private static final Pattern RESERVED = Pattern.compile("[|^$]");
    private static final String ENVIRONMENT = "SSSE";
    private static final int MAX_RECORD = 254;

    /** @param name as the caller wrote it, without blanks */
    private record NamedFile(String name, FileSelection selection) {}

    private final List<NamedFile> files;

    private FileAddress(List<NamedFile> files) {
        this.files = List.copyOf(files);
    }

    /** @throws CodedException CLASSIC_INPUT */
    static FileAddress parse(String text) {
        List<NamedFile> files = new ArrayList<>();
        for (String file : parts(text.replaceAll("\\s", ""), FILE_END)) {
            List<String> tokens = parts(file, TOKEN_END);
            files.add(new NamedFile(tokens.get(0), selection(tokens)));
        }
        return new FileAddress(files);
    }

    private static FileSelection selection(List<String> tokens) {
        Matcher name = matched(NAME, tokens.get(0));
        String application = name.group(1).startsWith("DF") ? name.group(1) : ENVIRONMENT;
        return new FileSelection(
                new FileRef(application, name.group(2)),
                name.group(3) == null ? OptionalInt.empty() : OptionalInt.of(number(name.group(3))),
                tokens.subList(1, tokens.size()).stream().map(FileAddress::item).toList());
    }

    private static FileSelection.Item item(String token) {
        Matcher item = matched(ITEM, token);
        return new FileSelection.Item(
                Integer.parseInt(item.group(1), 16), item.group(2) == null ? 1 : number(item.group(2)));
    }

    private static Matcher matched(Pattern pattern, String token) {
        Matcher matcher = pattern.matcher(token.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw invalid();
        }
        return matcher;
    }

    private static int number(String digits) {
        int number = Integer.parseInt(digits);
        if (number < 1 || number > MAX_RECORD) {
            throw invalid();
        }
        return number;
    }

    List<FileSelection> selections() {
        return files.stream().map(NamedFile::selection).toList();
    }

    /**
     * The address with values in place of tags.
     *
     * @throws CodedException CARD_VALUE_ILLEGAL_CHARACTER when a value contains a separator
     */
    String withValues(List<FileContent> contents) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < files.size(); at++) {
            FileContent content = contents.get(at);
            text.append(files.get(at).name()).append(TOKEN_END);
            boolean records = content.selection().items().isEmpty()
                    && content.rows().stream().anyMatch(row -> row.size() > 1);
            for (List<String> row : content.rows()) {
                row.forEach(value -> text.append(plain(content, value)).append(records ? FIELD_END : TOKEN_END));
                if (records) {
                    text.append(TOKEN_END);
                }
            }
            text.append(FILE_END);
        }
        return text.toString();
    }

    private static String plain(FileContent content, String value) {
        if (RESERVED.matcher(value).find()) {
            throw new CodedException(
                    ErrorCode.CARD_VALUE_ILLEGAL_CHARACTER, content.selection().file());
        }
        return value;
    }

    /**
     * pWriteData beside this address.
     *
     * @throws CodedException CLASSIC_INPUT when names or numbers of values differ
     */
    List<FileContent> contents(String writeData) {
        List<String> written = parts(writeData, FILE_END);
        if (written.size() != files.size()) {
            throw invalid();
        }
        List<FileContent> contents = new ArrayList<>();
        for (int at = 0; at < files.size(); at++) {
            NamedFile file = files.get(at);
            List<String> tokens = parts(written.get(at), TOKEN_END);
            if (!selection(List.of(tokens.get(0).strip()))
                    .file()
                    .equals(file.selection().file())) {
                throw invalid();
            }
            contents.add(new FileContent(file.selection(), rows(tokens.subList(1, tokens.size()))));
        }
        return contents;
    }

    private static List<List<String>> rows(List<String> tokens) {
        boolean records = tokens.stream().anyMatch(token -> token.indexOf(FIELD_END) >= 0);
        return records ? tokens.stream().map(token -> parts(token, FIELD_END)).toList() : List.of(tokens);
    }

    /** What each end closes; the last end may be missing. At least one part. */
    private static List<String> parts(String text, char end) {
        List<String> parts = new ArrayList<>(List.of(text.split(Pattern.quote(String.valueOf(end)), -1)));
        if (parts.size() > 1 && parts.get(parts.size() - 1).isBlank()) {
            parts.remove(parts.size() - 1);
        }
        return List.copyOf(parts);
    }

    private static CodedException invalid() {
        return new CodedException(ErrorCode.CLASSIC_INPUT, "pFileAddr");
    }
}
