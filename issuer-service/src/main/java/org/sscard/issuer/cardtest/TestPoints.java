package org.sscard.issuer.cardtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The table of points, {@code points.json}. */
public final class TestPoints {

    private static final class Holder {
        static final TestPoints INSTANCE = read();
    }

    private final List<TestPoint> points;
    private final List<Integer> order;

    private TestPoints(List<TestPoint> points, List<Integer> order) {
        this.points = List.copyOf(points);
        this.order = List.copyOf(order);
    }

    /** By number. */
    public static List<TestPoint> all() {
        return Holder.INSTANCE.points;
    }

    /** In the order of a run: what others need first, what cannot be undone last. */
    public static List<TestPoint> inOrderOfARun() {
        return Holder.INSTANCE.order.stream().map(TestPoints::of).toList();
    }

    /** @throws IllegalArgumentException when there is no such point */
    public static TestPoint of(int number) {
        return all().stream()
                .filter(point -> point.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no point " + number));
    }

    private static TestPoints read() {
        try (InputStream in = TestPoints.class.getResourceAsStream("points.json")) {
            JsonNode table = new JsonMapper().readTree(Objects.requireNonNull(in, "points.json"));
            List<TestPoint> points = new ArrayList<>();
            table.get("points").forEach(node -> points.add(point(node)));
            return new TestPoints(points, numbers(table.get("order")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestPoint point(JsonNode node) {
        return new TestPoint(
                node.get("number").asInt(),
                node.get("zh").asText(),
                node.get("en").asText(),
                node.get("paragraph").asText(),
                node.path("destructive").asBoolean(false),
                numbers(node.get("requires")));
    }

    private static List<Integer> numbers(JsonNode node) {
        List<Integer> numbers = new ArrayList<>();
        node.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
