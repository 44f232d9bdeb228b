package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sscard.insurance.imports.FaultyRows;
import org.sscard.insurance.imports.RowFault;
import org.sscard.insurance.imports.SheetColumn;
import org.sscard.insurance.imports.SheetFile;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.wire.error.CodedException;

/** What the pages of every import from a file have in common: the template, the upload, and the rows in error to take home. */
final class ImportFile {

    static final MediaType XLSX = MediaType.parse("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    /**
     * @param address of the upload's page
     * @param area of the navigation, with its sections
     * @param consequences of the upload, in words
     */
    record Look(
            String address,
            String area,
            List<Frame.Link> sections,
            Label title,
            String fileLabel,
            String templateName,
            Label action,
            List<String> consequences) {}

    /** What is told after a file was read. */
    interface Reading {
        List<Block> of(UploadedFile file, String id);
    }

    private final Desk desk;
    private final List<SheetColumn> columns;
    private final Look look;
    private final PendingFiles files;

    ImportFile(Desk desk, List<SheetColumn> columns, Look look) {
        this.desk = desk;
        this.columns = columns;
        this.look = look;
        this.files = new PendingFiles(desk.clock());
    }

    HttpResponse form(PageRequest request) {
        return page(
                request,
                List.of(
                        new Block.Ways(List.of(new Frame.Link(look.address() + "/template.xlsx", "下载模板（xlsx）"))),
                        upload("")));
    }

    HttpResponse page(PageRequest request, List<Block> content) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Sections(look.sections(), look.address()));
        blocks.addAll(content);
        return desk.page(request, look.area(), look.title(), blocks);
    }

    Block upload(String wrong) {
        String names = columns.stream().map(SheetColumn::zh).collect(Collectors.joining("、"));
        return new Block.Entry(Form.change(
                look.address(),
                List.of(Field.of("file", Field.Kind.FILE, look.fileLabel(), "file", "")
                        .hint("xlsx，或 UTF-8、GB18030 的 CSV。列：" + names)
                        .wrong(wrong)),
                look.action(),
                look.consequences()));
    }

    HttpResponse template(PageRequest request) {
        return Desk.file(look.templateName(), XLSX, FaultyRows.template(columns));
    }

    /** The page after an upload; without a file, or with one that cannot be read, the form again and why. */
    HttpResponse uploaded(PageRequest request, Reading reading) {
        Optional<UploadedFile> file = request.file("file");
        if (file.isEmpty()) {
            return page(request, List.of(upload("请选择文件")));
        }
        try {
            return page(request, reading.of(file.get(), desk.once("")));
        } catch (CodedException e) {
            return page(
                    request,
                    List.of(upload(e.zh() + "；" + e.remedyZh() + "（" + e.code().name() + "）")));
        }
    }

    void keep(PageRequest request, String id, UploadedFile file, List<RowFault> faults) {
        files.keep(id, request.caller().account(), file, faults);
    }

    /** The file that this person brought for the page that is asked for. */
    PendingFiles.Pending kept(PageRequest request) {
        return files.find(request.variable("id"), request.caller().account());
    }

    static int wrongRows(List<RowFault> faults) {
        return (int) faults.stream().mapToInt(RowFault::row).distinct().count();
    }

    /** The rows in error, as a table and as a file to mend. */
    List<Block> faults(List<RowFault> faults, String id) {
        return List.of(
                new Block.Ways(List.of(new Frame.Link(look.address() + "/" + id + "/faulty.xlsx", "下载错行（xlsx）"))),
                new Block.Listing(ImportFaults.table(faults)));
    }

    HttpResponse faultyRows(PageRequest request) {
        PendingFiles.Pending pending = kept(request);
        return Desk.file(
                "faulty-rows.xlsx",
                XLSX,
                FaultyRows.workbook(
                        columns,
                        SheetFile.read(pending.file().name(), pending.file().content(), columns),
                        pending.faults()));
    }
}
