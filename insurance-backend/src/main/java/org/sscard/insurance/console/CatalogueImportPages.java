package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.imports.FaultyRows;
import org.sscard.insurance.imports.RowFault;
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

/** {@code /catalogue/import}: a file is looked at first, and taken over whole when the person says so. */
final class CatalogueImportPages {

    private static final String HERE = "/catalogue/import";

    private final Desk desk;
    private final Catalogue catalogue;
    private final PendingFiles files;

    CatalogueImportPages(Desk desk, Catalogue catalogue) {
        this.desk = desk;
        this.catalogue = catalogue;
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
        blocks.add(new Block.Sections(CataloguePages.SECTIONS, HERE));
        blocks.addAll(content);
        return desk.page(request, "/catalogue", Label.of("导入目录", "Import"), blocks);
    }

    private static Form upload(String wrong) {
        String columns = Catalogue.columns().stream().map(SheetColumn::zh).collect(Collectors.joining("、"));
        return Form.change(
                HERE,
                List.of(Field.of("file", Field.Kind.FILE, "目录文件", "file", "")
                        .hint("xlsx，或 UTF-8、GB18030 的 CSV。列：" + columns)
                        .wrong(wrong)),
                Label.of("检查文件", "Check"),
                List.of("只检查，不入库；下一步再确认导入"));
    }

    HttpResponse template(PageRequest request) {
        return Desk.file("catalogue.xlsx", ApplicationImportPages.XLSX, FaultyRows.template(Catalogue.columns()));
    }

    HttpResponse preview(PageRequest request) {
        Optional<UploadedFile> file = request.file("file");
        if (file.isEmpty()) {
            return page(request, List.of(new Block.Entry(upload("请选择文件"))));
        }
        try {
            Catalogue.Imported found =
                    catalogue.preview(file.get().name(), file.get().content());
            String id = desk.once("");
            files.keep(id, request.caller().account(), file.get(), found.faults());
            return page(request, shown(found, id));
        } catch (CodedException e) {
            return page(
                    request,
                    List.of(new Block.Entry(
                            upload(e.zh() + "；" + e.remedyZh() + "（" + e.code().name() + "）"))));
        }
    }

    private static List<Block> shown(Catalogue.Imported found, String id) {
        int wrong =
                (int) found.faults().stream().mapToInt(RowFault::row).distinct().count();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Notice(
                wrong == 0 ? Tone.GOOD : Tone.BAD,
                wrong == 0
                        ? Label.of("文件没有错误，可以导入", "the file can be imported")
                        : Label.of(wrong + " 行有错，整个文件不导入；改正后重新检查", "nothing is imported while a row is in error")));
        blocks.add(figures(found, wrong));
        if (wrong == 0) {
            blocks.add(new Block.Entry(Form.confirm(
                    HERE + "/" + id,
                    List.of(),
                    Label.of("确认导入", "Import"),
                    List.of("新增 " + found.added() + " 个版本，自各自的生效日期起计算", "目录版本只增不改，导入后不能撤回"))));
        } else {
            blocks.add(new Block.Ways(List.of(new Frame.Link(HERE + "/" + id + "/faulty.xlsx", "下载错行（xlsx）"))));
            blocks.add(new Block.Listing(ImportFaults.table(found.faults())));
            blocks.add(new Block.Entry(upload("")));
        }
        return blocks;
    }

    private static Block figures(Catalogue.Imported found, int wrong) {
        return new Block.Figures(List.of(
                new Fact(Label.of("行数", "rows"), new Cell.Count(found.rows())),
                new Fact(Label.of("新版本", "new versions"), new Cell.Count(found.added())),
                new Fact(Label.of("已有相同版本", "known"), new Cell.Count(found.known())),
                new Fact(Label.of("有错", "in error"), new Cell.Count(wrong))));
    }

    /** Takes over what was looked at. */
    HttpResponse confirm(PageRequest request) {
        PendingFiles.Pending pending =
                files.find(request.variable("id"), request.caller().account());
        Catalogue.Imported imported = desk.done(
                request,
                "IMPORT_CATALOGUE",
                pending.file().size() + " bytes",
                () -> catalogue.importFile(pending.file().name(), pending.file().content()));
        if (!imported.faults().isEmpty()) {
            // Somebody else imported meanwhile.
            return page(request, shown(imported, request.variable("id")));
        }
        return page(
                request,
                List.of(
                        new Block.Notice(Tone.GOOD, Label.of("已导入", "imported")),
                        figures(imported, 0),
                        new Block.Ways(List.of(new Frame.Link("/catalogue", "查看目录")))));
    }

    HttpResponse faulty(PageRequest request) {
        PendingFiles.Pending pending =
                files.find(request.variable("id"), request.caller().account());
        return Desk.file(
                "faulty-rows.xlsx",
                ApplicationImportPages.XLSX,
                FaultyRows.workbook(
                        Catalogue.columns(),
                        SheetFile.read(pending.file().name(), pending.file().content(), Catalogue.columns()),
                        pending.faults()));
    }
}
