package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.enrolment.review.ApplicationImport;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.Reviewer;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;

/**
 * {@code /enrolment/import}: a file of applicants. Rows in error are named and can be taken home, mended and brought again;
 * what was accepted stays as it is.
 */
final class ApplicationImportPages {

    private static final ImportFile.Look LOOK = new ImportFile.Look(
            "/enrolment/import",
            "/enrolment",
            EnrolmentWords.SECTIONS,
            Label.of("批量导入", "Import"),
            "名册文件",
            "enrolment.xlsx",
            Label.of("导入", "Import"),
            List.of("没有错误的行受理为申请", "错行列出，改正后再导入；已受理的行不变"));

    private final Desk desk;
    private final Applications applications;
    private final ImportFile files;

    ApplicationImportPages(Desk desk, Applications applications) {
        this.desk = desk;
        this.applications = applications;
        this.files = new ImportFile(desk, ApplicationImport.COLUMNS, LOOK);
    }

    HttpResponse form(PageRequest request) {
        return files.form(request);
    }

    HttpResponse template(PageRequest request) {
        return files.template(request);
    }

    HttpResponse run(PageRequest request) {
        return files.uploaded(request, (file, id) -> {
            ApplicationImport.Result result = desk.done(
                    request,
                    "IMPORT_APPLICATIONS",
                    file.size() + " bytes",
                    () -> new ApplicationImport(applications)
                            .run(file.name(), file.content(), Reviewer.of(request.caller())));
            files.keep(request, id, file, result.faults());
            return told(result, id);
        });
    }

    private List<Block> told(ApplicationImport.Result result, String id) {
        int wrong = ImportFile.wrongRows(result.faults());
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Notice(
                wrong == 0 ? Tone.GOOD : Tone.WARNING,
                wrong == 0
                        ? Label.of("全部受理", "all accepted")
                        : Label.of(wrong + " 行有错，其余已受理；下载错行，改正后再导入", "some rows are in error")));
        blocks.add(new Block.Figures(List.of(
                new Fact(Label.of("行数", "rows"), new Cell.Count(result.rows())),
                new Fact(Label.of("新受理", "accepted"), new Cell.Count(result.accepted())),
                new Fact(Label.of("此前已受理", "known before"), new Cell.Count(result.known())),
                new Fact(Label.of("有错", "in error"), new Cell.Count(wrong)))));
        if (wrong > 0) {
            blocks.addAll(files.faults(result.faults(), id));
        }
        blocks.add(files.upload(""));
        return blocks;
    }

    /** The rows in error hold persons: who takes them is recorded. */
    HttpResponse faulty(PageRequest request) {
        files.kept(request);
        desk.read(request, "DOWNLOAD_FAULTY_ROWS", "applications");
        return files.faultyRows(request);
    }
}
