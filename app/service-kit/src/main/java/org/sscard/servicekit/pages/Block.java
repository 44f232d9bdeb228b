package org.sscard.servicekit.pages;

import java.util.List;
import org.sscard.servicekit.pages.chart.Drawing;
import org.sscard.wire.error.CodedException;

/** A part of a page, from top to bottom; {@code component/blocks.jte} draws a list of them with the kit's components. */
public sealed interface Block {

    /** A panel of labels and values. */
    record Facts(Label title, List<Fact> facts) implements Block {
        public Facts {
            facts = List.copyOf(facts);
        }
    }

    /** A few large figures. */
    record Figures(List<Fact> facts) implements Block {
        public Figures {
            facts = List.copyOf(facts);
        }
    }

    record Listing(DataTable table) implements Block {}

    /** A form; its summary of errors stands directly above it. */
    record Entry(Form form) implements Block {}

    record Notice(Tone tone, Label text) implements Block {}

    record Picture(Drawing drawing) implements Block {}

    record Heading(Label text) implements Block {}

    record Text(String text) implements Block {}

    /** The pages of one room, beside each other. */
    record Sections(List<Frame.Link> links, String here) implements Block {
        public Sections {
            links = List.copyOf(links);
        }
    }

    /** Frequent filters of the list below. */
    record Presets(List<Frame.Link> links, String here) implements Block {
        public Presets {
            links = List.copyOf(links);
        }
    }

    /** Where one can go from here; the first is what most people want. */
    record Ways(List<Frame.Link> links) implements Block {
        public Ways {
            links = List.copyOf(links);
        }
    }

    /** Steps of a longer way; {@code current} counts from 0. */
    record Wizard(List<Label> steps, int current) implements Block {
        public Wizard {
            steps = List.copyOf(steps);
        }
    }

    /** How far a long piece of work is, how fast it goes and when it will be done. */
    record Progress(Label what, long done, long total, String rate, String forecast) implements Block {}

    /** What a second person is asked to approve: as it is, and as it would be. */
    record Comparison(Label title, List<Change> changes) implements Block {
        public Comparison {
            changes = List.copyOf(changes);
        }
    }

    record Change(Label what, String before, String after) {
        public boolean changed() {
            return !before.equals(after);
        }
    }

    /** Something is on its way; it shows after 300 ms, so that what comes quicker does not flicker. */
    record Loading(Label what) implements Block {}

    /** A part of the page could not be had: code, remedy, and the way to try again. */
    record Failure(CodedException cause, String retry) implements Block {}

    /** What waits for somebody; nothing to do is shown quietly. */
    record Tasks(Label title, List<Task> tasks) implements Block {
        public Tasks {
            tasks = List.copyOf(tasks);
        }
    }

    /** @param who whose it is, in words */
    record Task(Label what, long count, String href, String who, Tone tone) {}

    /** What happened, the oldest first. */
    record Timeline(Label title, List<Event> events) implements Block {
        public Timeline {
            events = List.copyOf(events);
        }
    }

    /**
     * @param at day or time
     * @param state after it
     * @param by who did it
     * @param note what was said, or empty
     */
    record Event(String at, Chip state, String what, String by, String note) {}
}
