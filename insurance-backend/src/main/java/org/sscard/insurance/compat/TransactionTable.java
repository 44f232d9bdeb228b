package org.sscard.insurance.compat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The transactions that are answered, as {@code transactions.json} beside this class states them. */
final class TransactionTable {

    private static final Set<String> SETTLING = Set.of("2102", "2207", "2304");

    /**
     * A transaction.
     *
     * @param money whether it moves money, so that a failure without a code leaves its outcome unknown
     * @param reversible whether 2601 may take it back
     */
    record Transaction(String infno, String zh, String en, boolean money, boolean reversible, List<NodeShape> input) {

        boolean settles() {
            return money && SETTLING.contains(infno);
        }

        boolean takesBack() {
            return money && !settles();
        }
    }

    private record Entry(
            String infno,
            String zh,
            String en,
            boolean money,
            boolean reversible,
            @JsonProperty("in") Map<String, String> input,
            @JsonProperty("out") Map<String, String> output) {}

    private record File(
            String note,
            String envelope,
            Map<String, List<String>> aliases,
            Map<String, String> fields,
            Map<String, String> nodes,
            List<Entry> transactions) {}

    private final NodeShape envelope;
    private final Map<String, Transaction> transactions = new LinkedHashMap<>();

    private TransactionTable(File file) {
        this.envelope = new NodeShape("envelope", false, true, fields(file, file.envelope()));
        for (Entry entry : file.transactions()) {
            List<NodeShape> input = new ArrayList<>();
            entry.input().forEach((node, fields) -> input.add(shape(file, node, fields)));
            transactions.put(
                    entry.infno(),
                    new Transaction(
                            entry.infno(),
                            entry.zh(),
                            entry.en(),
                            entry.money(),
                            entry.reversible(),
                            List.copyOf(input)));
        }
    }

    static TransactionTable load() {
        try (InputStream in = TransactionTable.class.getResourceAsStream("transactions.json")) {
            return new TransactionTable(JsonMapper.builder().build().readValue(in, File.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeShape envelope() {
        return envelope;
    }

    Optional<Transaction> find(String infno) {
        return Optional.ofNullable(transactions.get(infno));
    }

    Collection<Transaction> all() {
        return transactions.values();
    }

    private static NodeShape shape(File file, String node, String fields) {
        String name = node.replace("!", "").replace("[]", "");
        String named = fields.startsWith("=") ? file.nodes().get(fields.substring(1)) : fields;
        return new NodeShape(name, node.contains("[]"), node.contains("!"), fields(file, named));
    }

    private static List<NodeShape.Field> fields(File file, @Nullable String names) {
        List<NodeShape.Field> fields = new ArrayList<>();
        for (String marked : String.valueOf(names).split(" ", -1)) {
            String name = marked.replace("!", "").replace("~", "");
            String type = file.fields().get(name);
            if (type == null) {
                throw new IllegalStateException("no type of the field " + name);
            }
            fields.add(new NodeShape.Field(
                    name,
                    file.aliases().getOrDefault(name, List.of()),
                    FieldType.parse(type),
                    marked.contains("!"),
                    marked.contains("~")));
        }
        return List.copyOf(fields);
    }
}
