package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;

/** {@code /catalogue/import}: a file is looked at first, and taken over whole when the person says so. */
final class CatalogueImportPages {

    private static final ImportFile.Look LOOK = new ImportFile.Look(
            "/catalogue/import",
            "/catalogue",
            CataloguePages.SECTIONS,
            Label.of("导入目录", "Import"),
            "目录文件",
            "catalogue.xlsx",
            Label.of("检查文件", "Check"),
            List.of("只检查，不入库；下一步再确认导入"));

    private final Desk desk;
    private final Catalogue catalogue;
    private final ImportFile files;

    CatalogueImportPages(Desk desk, Catalogue catalogue) {
        this.desk = desk;
        this.catalogue = catalogue;
        this.files = new ImportFile(desk, Catalogue.columns(), LOOK);
    }

    HttpResponse form(PageRequest request) {
        return files.form(request);
    }

    HttpResponse template(PageRequest request) {
        return files.template(request);
    }

    HttpResponse preview(PageRequest request) {
        return files.uploaded(request, (file, id) -> {
            Catalogue.Imported found = catalogue.preview(file.name(), file.content());
            files.keep(request, id, file, found.faults());
            return shown(found, id);
        });
    }

    private List<Block> shown(Catalogue.Imported found, String id) {
        int wrong = ImportFile.wrongRows(found.faults());
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Notice(
                wrong == 0 ? Tone.GOOD : Tone.BAD,
                wrong == 0
                        ? Label.of("文件没有错误，可以导入", "the file can be imported")
                        : Label.of(wrong + " 行有错，整个文件不导入；改正后重新检查", "nothing is imported while a row is in error")));
        blocks.add(figures(found, wrong));
        if (wrong == 0) {
            blocks.add(new Block.Entry(Form.confirm(
                    LOOK.address() + "/" + id,
                    List.of(),
                    Label.of("确认导入", "Import"),
                    List.of("新增 " + found.added() + " 个版本，自各自的生效日期起计算", "目录版本只增不改，导入后不能撤回"))));
        } else {
            blocks.addAll(files.faults(found.faults(), id));
            blocks.add(files.upload(""));
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
        PendingFiles.Pending pending = files.kept(request);
        Catalogue.Imported imported = desk.done(
                request,
                "IMPORT_CATALOGUE",
                pending.file().size() + " bytes",
                () -> catalogue.importFile(pending.file().name(), pending.file().content()));
        if (!imported.faults().isEmpty()) {
            // Somebody else imported meanwhile.
            return files.page(request, shown(imported, request.variable("id")));
        }
        return files.page(
                request,
                List.of(
                        new Block.Notice(Tone.GOOD, Label.of("已导入", "imported")),
                        figures(imported, 0),
                        new Block.Ways(List.of(new Frame.Link("/catalogue", "查看目录")))));
    }

    HttpResponse faulty(PageRequest request) {
        return files.faultyRows(request);
    }
}
