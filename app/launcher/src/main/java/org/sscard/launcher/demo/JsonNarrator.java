package org.sscard.launcher.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** For a program: one JSON object at the end. */
final class JsonNarrator implements Narrator {
    private record Fact(String zh, String en, String value) {}

    private record Reason(String article, String zh, String en) {}

    private record Step(String zh, String en, List<Fact> facts, List<Reason> reasons) {}

    private record Story(List<Step> steps, long seconds) {}

    private final PrintWriter out;
    private final List<Step> steps = new ArrayList<>();

    JsonNarrator(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void step(String zh, String en) {
        steps.add(new Step(zh, en, new ArrayList<>(), new ArrayList<>()));
    }

    @Override
    public void fact(String zh, String en, String value) {
        current().facts().add(new Fact(zh, en, value));
    }

    @Override
    public void reason(String article, String zh, String en) {
        current().reasons().add(new Reason(article, zh, en));
    }

    private Step current() {
        return steps.get(steps.size() - 1);
    }

    @Override
    public void finish(Duration whole) {
        try {
            out.println(new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(new Story(steps, whole.toSeconds())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers can always be written", e);
        }
        out.flush();
    }
}
