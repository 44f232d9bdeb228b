package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sscard.insurance.enrolment.review.ApplicationImport;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.Reviewer;
import org.sscard.insurance.imports.FaultyRows;
import org.sscard.insurance.imports.SheetColumn;
import org.sscard.insurance.imports.SheetFile;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.wire.error.CodedException;

/**
 * {@code /enrolment/import}: a file of applicants. Rows in error are named and can be taken home, mended and brought again;
 * what was accepted stays as it is.
 */
final class ApplicationImportPages {

    static final MediaType XLSX = MediaType.parse("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    private static final String HERE = "/enrolment/import";

    private final Desk desk;
    private final Applications applications;
    private final PendingFiles files;

    ApplicationImportPages(Desk desk, Applications applications) {
        this.desk = desk;
        this.applications = applications;
        this.files = new PendingFiles(desk.clock());
    }

    HttpResponse form(PageRequest request) {
        return page(
                request,
                List.of(
                        new Block.Ways(List.of(new Frame.Link(HERE + "/template.xlsx", "下载模板（xlsx）"))),
                        new Block.Entry(upload(""))));
    }

    private HttpResponse page(PageRequest request, List<Block> content) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Sections(EnrolmentWords.SECTIONS, HERE));
        blocks.addAll(content);
        return desk.page(request, "/enrolment", Label.of("批量导入", "Import"), blocks);
    }

    private static Form upload(String wrong) {
        String columns = ApplicationImport.COLUMNS.stream().map(SheetColumn::zh).collect(Collectors.joining("、"));
        return Form.change(
                HERE,
                List.of(Field.of("file", Field.Kind.FILE, "名册文件", "file", "")
                        .hint("xlsx，或 UTF-8、GB18030 的 CSV。列：" + columns)
                        .wrong(wrong)),
                Label.of("导入", "Import"),
                List.of("没有错误的行受理为申请", "错行列出，改正后再导入；已受理的行不变"));
    }

    HttpResponse template(PageRequest request) {
        return Desk.file("enrolment.xlsx", XLSX, FaultyRows.template(ApplicationImport.COLUMNS));
    }

    HttpResponse run(PageRequest request) {
        Optional<UploadedFile> file = request.file("file");
        if (file.isEmpty()) {
            return page(request, List.of(new Block.Entry(upload("请选择文件"))));
        }
        try {
            ApplicationImport.Result result = desk.done(
                    request,
                    "IMPORT_APPLICATIONS",
                    file.get().size() + " bytes",
                    () -> new ApplicationImport(applications)
                            .run(file.get().name(), file.get().content(), Reviewer.of(request.caller())));
            String id = desk.once("");
            files.keep(id, request.caller().account(), file.get(), result.faults());
            return page(request, told(result, id));
        } catch (CodedException e) {
            return page(
                    request,
                    List.of(new Block.Entry(
                            upload(e.zh() + "；" + e.remedyZh() + "（" + e.code().name() + "）"))));
        }
    }

    private static List<Block> told(ApplicationImport.Result result, String id) {
        int wrong = (int) result.faults().stream()
                .mapToInt(fault -> fault.row())
                .distinct()
                .count();
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
            blocks.add(new Block.Ways(List.of(new Frame.Link(HERE + "/" + id + "/faulty.xlsx", "下载错行（xlsx）"))));
            blocks.add(new Block.Listing(ImportFaults.table(result.faults())));
        }
        blocks.add(new Block.Entry(upload("")));
        return blocks;
    }

    /** The rows in error, to mend. */
    HttpResponse faulty(PageRequest request) {
        PendingFiles.Pending pending =
                files.find(request.variable("id"), request.caller().account());
        desk.read(request, "DOWNLOAD_FAULTY_ROWS", "applications");
        return Desk.file(
                "faulty-rows.xlsx",
                XLSX,
                FaultyRows.workbook(
                        ApplicationImport.COLUMNS,
                        SheetFile.read(pending.file().name(), pending.file().content(), ApplicationImport.COLUMNS),
                        pending.faults()));
    }
}
