package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.sscard.issuer.intake.RosterUpload;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What the pages of the intake have in common. */
record IntakeFrame(BureauDesk desk) {

    static final String ROSTERS = "/intake";
    static final String PHOTOS = "/intake/photos";
    static final String CONFLICTS = "/intake/conflicts";
    static final String PERSONS = "/intake/persons";

    private static final List<Frame.Link> ROOMS = List.of(
            new Frame.Link(ROSTERS, "名册"),
            new Frame.Link(PHOTOS, "照片"),
            new Frame.Link(CONFLICTS, "冲突队列"),
            new Frame.Link(PERSONS, "登记更正"));
    private static final int PIECE = 1 << 16;

    /** @param room which of the intake's rooms this is */
    HttpResponse page(PageRequest request, String room, Label title, List<Block> blocks) {
        List<Block> all = new ArrayList<>();
        all.add(new Block.Sections(ROOMS, room));
        all.addAll(blocks);
        return desk.page(request, Section.INTAKE, title, all);
    }

    static Block sections(String room) {
        return new Block.Sections(ROOMS, room);
    }

    /** The fields of a form as they were filled in, with what was refused beside the first. */
    static List<Field> again(List<Field> fields, PageRequest sent, CodedException refusal) {
        List<Field> kept = new ArrayList<>();
        boolean told = false;
        for (Field field : fields) {
            Field entered = field.kind() == Field.Kind.HIDDEN ? field : field.entered(sent.entered(field.id()));
            boolean about = !told && field.kind() != Field.Kind.HIDDEN;
            kept.add(about ? entered.wrong(refusal.zh() + "；" + refusal.remedyZh()) : entered);
            told = told || about;
        }
        return kept;
    }

    /** A file that came with a form, spooled as one that came by the line. */
    static RosterUpload spooled(UploadedFile file, Path folder) {
        RosterUpload upload = RosterUpload.begin(folder);
        byte[] content = file.content();
        for (int at = 0; at < content.length; at += PIECE) {
            upload.add(Arrays.copyOfRange(content, at, Math.min(content.length, at + PIECE)));
        }
        return upload;
    }

    /** A browser states no digest: what arrived is what was sent, as far as its own line says. */
    static byte[] digest(UploadedFile file) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(file.content());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static UUID id(PageRequest request, ErrorCode otherwise) {
        try {
            return UUID.fromString(request.variable("id"));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, otherwise);
        }
    }

    /** What the page says where no file was chosen. */
    static UploadedFile required(PageRequest request, String field) {
        return request.file(field).orElseThrow(() -> new CodedException(ErrorCode.REQUEST_INVALID, field, "file"));
    }
}
