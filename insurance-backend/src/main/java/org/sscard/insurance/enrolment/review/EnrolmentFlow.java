package org.sscard.insurance.enrolment.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Role;

/** The review's states, papers and transitions: the file beside this class. */
public final class EnrolmentFlow {

    private final File file;

    private EnrolmentFlow(File file) {
        this.file = file;
    }

    /** The file as it stands. */
    record File(List<Paper> papers, List<State> states, List<Transition> transitions) {}

    /** @param when a status, or PUPIL; null: always needed */
    public record Paper(
            String code, String zh, String en, @Nullable String when) {}

    /** A deadline of the policy. */
    public enum Deadline {
        COMMUNITY_REPORT,
        DISTRICT_REVIEW
    }

    public record State(
            ApplicationState state, String zh, @Nullable Deadline within) {}

    /** @param notBy the step whose doer may not do this one */
    public record Transition(
            ReviewAction action,
            ApplicationState from,
            ApplicationState to,
            String by,
            Role role,
            @Nullable ReviewAction notBy) {}

    public static EnrolmentFlow load() {
        ObjectMapper yaml = new YAMLMapper();
        try (InputStream in = Objects.requireNonNull(EnrolmentFlow.class.getResourceAsStream("enrolment-flow.yaml"))) {
            return new EnrolmentFlow(yaml.readValue(in, File.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Paper> papers() {
        return file.papers();
    }

    public boolean knows(String paper) {
        return file.papers().stream().anyMatch(known -> known.code().equals(paper));
    }

    /** Papers that this applicant needs and has not handed in. */
    public List<Paper> missing(Applicant applicant, Collection<String> papers) {
        return file.papers().stream()
                .filter(paper -> needed(paper, applicant) && !papers.contains(paper.code()))
                .toList();
    }

    private static boolean needed(Paper paper, Applicant applicant) {
        String when = paper.when();
        return when == null || when.equals(applicant.status().name()) || (when.equals("PUPIL") && applicant.pupil());
    }

    public Optional<Transition> transition(ApplicationState from, ReviewAction action) {
        return file.transitions().stream()
                .filter(transition -> transition.from() == from && transition.action() == action)
                .findFirst();
    }

    public List<Transition> from(ApplicationState state) {
        return file.transitions().stream()
                .filter(transition -> transition.from() == state)
                .toList();
    }

    public List<Transition> transitions() {
        return file.transitions();
    }

    public State state(ApplicationState state) {
        return file.states().stream()
                .filter(known -> known.state() == state)
                .findFirst()
                .orElseThrow();
    }
}
