package org.sscard.spec.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.SpecificationResource;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.CommandDescription.StatusRow;
import org.sscard.spec.layout.Confidence;
import org.sscard.spec.layout.Wording;

/** The command and status-word tables of {@code card-spec.json}. */
final class CommandTable {

    private static final Map<CardCommand, CommandDescription> COMMANDS = commands();
    private static final List<StatusRow> GENERAL = rows(SpecificationResource.section("statusWords"));

    private CommandTable() {}

    static CommandDescription of(CardCommand command) {
        CommandDescription description = COMMANDS.get(command);
        if (description == null) {
            throw new IllegalStateException("card-spec.json has no command " + command);
        }
        return description;
    }

    static List<StatusRow> general() {
        return GENERAL;
    }

    static StatusMeaning meaning(CardCommand command, StatusWord status) {
        Optional<StatusRow> own = find(of(command).status(), status);
        if (own.isPresent()) {
            return meaning(own.get(), status, StatusMeaning.Source.COMMAND);
        }
        return generalMeaning(status);
    }

    static StatusMeaning generalMeaning(StatusWord status) {
        return find(GENERAL, status)
                .map(row -> meaning(row, status, StatusMeaning.Source.GENERAL))
                .orElseGet(() -> new StatusMeaning(
                        status,
                        "规范之外的状态字 " + status,
                        "status word " + status + " is not in the specification",
                        StatusMeaning.Source.UNKNOWN));
    }

    private static StatusMeaning meaning(StatusRow row, StatusWord status, StatusMeaning.Source source) {
        String count =
                status.isTriesLeft() ? String.valueOf(status.triesLeft()) : String.valueOf(status.announcedLength());
        return new StatusMeaning(
                status, row.zh().replace("{n}", count), row.en().replace("{n}", count), source);
    }

    private static Optional<StatusRow> find(List<StatusRow> rows, StatusWord status) {
        String text = status.toString();
        return rows.stream().filter(row -> matches(row.pattern(), text)).findFirst();
    }

    private static boolean matches(String pattern, String text) {
        int fixed = pattern.indexOf('x') < 0 ? pattern.length() : pattern.indexOf('x');
        return text.startsWith(pattern.substring(0, fixed));
    }

    private static Map<CardCommand, CommandDescription> commands() {
        Map<CardCommand, CommandDescription> commands = new EnumMap<>(CardCommand.class);
        for (JsonNode node : SpecificationResource.section("commands")) {
            commands.put(CardCommand.valueOf(node.get("id").asText()), description(node));
        }
        return commands;
    }

    private static CommandDescription description(JsonNode node) {
        List<Integer> classes = new ArrayList<>();
        node.get("cla").forEach(cla -> classes.add(Integer.parseInt(cla.asText(), 16)));
        @Nullable JsonNode notes = node.get("notes");
        return new CommandDescription(
                node.get("name").asText(),
                CommandScope.valueOf(upper(node, "scope")),
                classes,
                Integer.parseInt(node.get("ins").asText(), 16),
                node.get("p1").asText(),
                node.get("p2").asText(),
                node.get("lc").asText(),
                node.get("data").asText(),
                node.get("le").asText(),
                notes == null
                        ? Optional.empty()
                        : Optional.of(new Wording(
                                notes.get("zh").asText(), notes.get("en").asText())),
                RetryRule.valueOf(upper(node, "retry")),
                node.get("paragraph").asText(),
                Confidence.valueOf(upper(node, "confidence")),
                rows(node.get("status")));
    }

    private static List<StatusRow> rows(JsonNode nodes) {
        List<StatusRow> rows = new ArrayList<>();
        nodes.forEach(row -> rows.add(new StatusRow(
                row.get("sw").asText(), row.get("zh").asText(), row.get("en").asText())));
        return List.copyOf(rows);
    }

    private static String upper(JsonNode node, String name) {
        return node.get(name).asText().toUpperCase(Locale.ROOT);
    }
}
