package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.catalogue.ItemVersion;
import org.sscard.insurance.console.store.CatalogueSearchStore;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /catalogue}: the items of a day, an item with its versions, the institutions' own codes. */
final class CataloguePages {

    static final List<Frame.Link> SECTIONS = List.of(
            new Frame.Link("/catalogue", "三大目录"),
            new Frame.Link("/catalogue/import", "导入"),
            new Frame.Link("/catalogue/mappings", "机构对照"));

    private static final String HERE = "/catalogue";
    private static final int LONGEST_CODE = 50;
    /** What stood before versions were kept counts from always. */
    private static final int FIRST_YEAR = 1900;

    private final Desk desk;
    private final Catalogue catalogue;
    private final CatalogueSearchStore search = new CatalogueSearchStore();
    private final SettlementSearchStore institutions = new SettlementSearchStore();

    CataloguePages(Desk desk, Catalogue catalogue) {
        this.desk = desk;
        this.catalogue = catalogue;
    }

    HttpResponse list(PageRequest request) {
        ListQuery query = byCode(
                ListQuery.of(request, List.of("q", "type", "class", "on"), List.of("code", "name", "from")), request);
        LocalDate on = Desk.isDay(query.filter("on")) ? LocalDate.parse(query.filter("on")) : desk.today();
        return desk.sessions()
                .read(session -> desk.page(
                        request,
                        HERE,
                        Label.of("三大目录", "Catalogue"),
                        List.of(
                                new Block.Sections(SECTIONS, HERE),
                                new Block.Presets(
                                        List.of(
                                                new Frame.Link(HERE, "全部"),
                                                new Frame.Link(HERE + "?type=DRUG", "药品"),
                                                new Frame.Link(HERE + "?type=ITEM", "诊疗项目"),
                                                new Frame.Link(HERE + "?type=MATERIAL", "医用耗材"),
                                                new Frame.Link(HERE + "?class=C", "丙类")),
                                        request.address()),
                                new Block.Entry(Form.liveSearch(HERE, searched(query))),
                                new Block.Listing(table(
                                        search.find(session, query, on), search.count(session, query, on), query)))));
    }

    private static ListQuery byCode(ListQuery query, PageRequest request) {
        return request.asked("sort").isEmpty()
                ? new ListQuery(query.path(), query.filters(), "code", false, query.page(), query.size())
                : query;
    }

    private static List<Field> searched(ListQuery query) {
        return List.of(
                Field.of("q", Field.Kind.SEARCH, "编码或名称", "code or name", query.filter("q")),
                Field.choice(
                        "type",
                        "目录类别",
                        "list",
                        query.filter("type"),
                        List.of(
                                new Field.Option("", "全部"),
                                new Field.Option("DRUG", "药品"),
                                new Field.Option("ITEM", "诊疗项目"),
                                new Field.Option("MATERIAL", "医用耗材"))),
                Field.choice(
                        "class",
                        "甲乙丙类",
                        "class",
                        query.filter("class"),
                        List.of(
                                new Field.Option("", "全部"),
                                new Field.Option("A", "甲"),
                                new Field.Option("B", "乙"),
                                new Field.Option("C", "丙"))),
                Desk.day("on", "服务日（默认今天）", "day of service", query.filter("on")));
    }

    private static DataTable table(List<ItemVersion> found, long total, ListQuery query) {
        List<DataTable.Column> columns = new ArrayList<>(List.of(
                DataTable.Column.of("医保目录编码", "code").sortable("code"),
                DataTable.Column.of("名称", "name").sortable("name"),
                DataTable.Column.of("类别", "list")));
        columns.addAll(versionColumns());
        return new DataTable(
                Label.of("项目", "items"),
                columns,
                found.stream()
                        .map(item -> {
                            List<Cell> cells = new ArrayList<>(List.of(
                                    new Cell.Link(HERE + "/" + item.code(), item.code()),
                                    new Cell.Text(item.name()),
                                    new Cell.Text(listType(item.listType()))));
                            cells.addAll(versionCells(item));
                            return new DataTable.Row(cells);
                        })
                        .toList(),
                total,
                query,
                Label.of("没有符合条件的项目；核对编码，或换一个服务日", "no item matches"));
    }

    private static List<DataTable.Column> versionColumns() {
        return List.of(
                DataTable.Column.of("类", "class"),
                DataTable.Column.figure("先行自付", "advance"),
                DataTable.Column.figure("限价（元）", "limit"),
                DataTable.Column.of("限制使用", "restriction"),
                DataTable.Column.of("生效", "from").sortable("from"),
                DataTable.Column.of("止", "until"));
    }

    private static List<Cell> versionCells(ItemVersion item) {
        Long limit = item.limit1e4();
        LocalDate to = item.validTo();
        return List.of(
                new Cell.Text(SettlementSheet.catalogueClass(item.cls().name())),
                new Cell.Text(item.cls() == CatalogueClass.B ? percent(item.advanceBp()) : "–"),
                new Cell.Text(limit == null ? "–" : SettlementSheet.plain(limit)),
                new Cell.Text(item.restriction().isEmpty() ? "–" : item.restriction()),
                item.validFrom().getYear() < FIRST_YEAR ? new Cell.Text("–") : new Cell.Day(item.validFrom()),
                to == null ? new Cell.Text("–") : new Cell.Day(to));
    }

    private static String percent(int basisPoints) {
        int rest = basisPoints % 100;
        return basisPoints / 100 + (rest == 0 ? "" : "." + (rest < 10 ? "0" : "") + rest) + "%";
    }

    static String listType(String type) {
        return switch (type) {
            case "DRUG" -> "药品";
            case "ITEM" -> "诊疗项目";
            case "MATERIAL" -> "医用耗材";
            default -> type;
        };
    }

    HttpResponse item(PageRequest request) {
        String code = request.variable("code");
        return desk.sessions().read(session -> {
            List<ItemVersion> versions = search.versions(session, code);
            if (versions.isEmpty()) {
                throw new CodedException(ErrorCode.CATALOGUE_ITEM_NOT_FOUND, code);
            }
            ListQuery ofItem =
                    new ListQuery(HERE + "/mappings", Map.of("item", code), "code", false, 1, ListQuery.SIZE);
            return desk.page(
                    request,
                    HERE,
                    Label.of(versions.get(0).name(), "Catalogue item"),
                    List.of(
                            new Block.Sections(SECTIONS, HERE),
                            new Block.Text("医保目录编码 " + code + "，"
                                    + listType(versions.get(0).listType())),
                            new Block.Listing(DataTable.whole(
                                    Label.of("版本，新的在前", "versions, newest first"),
                                    versionColumns(),
                                    versions.stream()
                                            .map(version -> new DataTable.Row(versionCells(version)))
                                            .toList(),
                                    Label.of("没有版本", "no version"))),
                            new Block.Listing(mappings(search.mappings(session, ofItem), null, 0))));
        });
    }

    private static DataTable mappings(List<CatalogueSearchStore.Mapping> found, @Nullable ListQuery query, long total) {
        return new DataTable(
                Label.of("机构自有编码", "own codes of institutions"),
                List.of(
                        DataTable.Column.of("机构", "institution"),
                        DataTable.Column.of("自有编码", "own code"),
                        DataTable.Column.of("医保目录编码", "item"),
                        DataTable.Column.of("名称", "name"),
                        DataTable.Column.of("生效", "from")),
                found.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Text(one.name()),
                                new Cell.Code(one.ownCode()),
                                new Cell.Link(HERE + "/" + one.item(), one.item()),
                                new Cell.Text(one.itemName()),
                                new Cell.Day(one.validFrom())))
                        .toList(),
                total,
                query,
                Label.of("没有对照；机构直接用医保目录编码上传", "no own codes"));
    }

    HttpResponse mappings(PageRequest request) {
        return mappings(request, null);
    }

    private HttpResponse mappings(PageRequest request, @Nullable Entered entered) {
        ListQuery query = ListQuery.of(request, List.of("q", "institution", "item"), List.of("code"));
        return desk.sessions().read(session -> {
            List<Field.Option> places = institutions.institutions(session).stream()
                    .map(place -> new Field.Option(place.code(), place.name()))
                    .toList();
            List<Field.Option> all = new ArrayList<>(List.of(new Field.Option("", "全部")));
            all.addAll(places);
            List<Block> blocks = new ArrayList<>(List.of(
                    new Block.Sections(SECTIONS, HERE + "/mappings"),
                    new Block.Entry(Form.search(
                            HERE + "/mappings",
                            List.of(
                                    Field.of(
                                            "q",
                                            Field.Kind.SEARCH,
                                            "自有或目录编码",
                                            "own or catalogue code",
                                            query.filter("q")),
                                    Field.choice(
                                            "institution", "机构", "institution", query.filter("institution"), all)))),
                    new Block.Listing(
                            mappings(search.mappings(session, query), query, search.countMappings(session, query)))));
            if (request.caller().has(Role.OPERATOR)) {
                List<Field> fields = mapping(places);
                blocks.add(new Block.Heading(Label.of("登记对照", "map an own code")));
                blocks.add(new Block.Entry(Form.change(
                        HERE + "/mappings",
                        entered == null ? fields : entered.again(fields),
                        Label.of("登记", "Map"),
                        List.of("自生效日起，该机构的自有编码按此目录项目计算", "已登记的对照不改；更换从新的生效日起"))));
            }
            return desk.page(request, HERE, Label.of("机构对照", "Own codes"), blocks);
        });
    }

    private List<Field> mapping(List<Field.Option> places) {
        return List.of(
                Field.choice(
                        "place",
                        "机构",
                        "institution",
                        places.isEmpty() ? "" : places.get(0).value(),
                        places),
                Field.of("own", Field.Kind.TEXT, "自有编码", "own code", ""),
                Field.of("code", Field.Kind.TEXT, "医保目录编码", "catalogue code", ""),
                Field.of(
                        "from",
                        Field.Kind.DATE,
                        "生效日期",
                        "valid from",
                        desk.today().toString()));
    }

    HttpResponse map(PageRequest request) {
        Entered entered = new Entered(request);
        String place = entered.matching("place", "[0-9A-Za-z]{1,12}", "请选择机构");
        String own = entered.text("own", 1, LONGEST_CODE);
        String code = entered.text("code", 1, LONGEST_CODE);
        LocalDate from = entered.day("from");
        if (entered.complete()) {
            try {
                desk.done(request, "MAP_ITEM", place + " " + own, () -> {
                    catalogue.map(place, own, code, from);
                    return true;
                });
                return Pages.goTo(HERE + "/mappings?institution=" + place);
            } catch (CodedException e) {
                entered.refused(e.code() == ErrorCode.CATALOGUE_ITEM_NOT_FOUND ? "code" : "from", e);
            }
        }
        return mappings(request, entered);
    }
}
