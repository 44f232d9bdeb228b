package org.sscard.servicekit.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The blocks of a page in the gallery, each in each of its states. */
final class GalleryBlocks {

    private static final String HERE = "/dev/gallery";

    private GalleryBlocks() {}

    static List<Block> all() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(heading("栏目与去处", "sections and ways"));
        blocks.add(new Block.Sections(
                List.of(new Frame.Link(HERE, "审核队列"), new Frame.Link("/", "参保登记"), new Frame.Link("/", "批量导入")), HERE));
        blocks.add(new Block.Ways(List.of(new Frame.Link(HERE, "下载错行（xlsx）"), new Frame.Link(HERE, "查看目录"))));
        blocks.add(heading("大数字", "figures"));
        blocks.add(new Block.Figures(List.of(
                new Fact(Label.of("行数", "rows"), new Cell.Count(10_000)), Fact.money("统筹支付", "fund", 1_234_567_89))));
        blocks.add(heading("步骤", "wizard"));
        for (int current = 0; current < 3; current++) {
            blocks.add(new Block.Wizard(
                    List.of(Label.of("选择文件", "file"), Label.of("检查", "check"), Label.of("确认导入", "import")), current));
        }
        blocks.add(heading("进度", "progress"));
        blocks.add(new Block.Progress(Label.of("制卡", "personalising"), 0, 10_000, "尚未开始", "–"));
        blocks.add(new Block.Progress(Label.of("制卡", "personalising"), 6_400, 10_000, "每分钟 112 张", "预计 16:32 完成"));
        blocks.add(heading("经过", "timeline"));
        blocks.add(timeline());
        blocks.add(heading("复核", "approval with what differs"));
        blocks.add(new Block.Comparison(
                Label.of("请求改变", "what is asked for"),
                List.of(
                        new Block.Change(Label.of("有效期", "valid until"), "2027-12-31", "2029-12-31"),
                        new Block.Change(Label.of("密钥", "key"), "DPK2", "DPK2"))));
        blocks.add(heading("勾选与文件", "boxes and files"));
        blocks.add(boxes());
        blocks.add(heading("加载、部分、出错", "loading, partial, failed"));
        blocks.add(new Block.Loading(Label.of("正在读取", "loading")));
        blocks.add(new Block.Notice(Tone.WARNING, Label.of("只显示已收到的 3 家机构，其余 2 家未答复", "partial: 2 have not answered")));
        blocks.add(new Block.Failure(new CodedException(ErrorCode.DATABASE_BUSY), HERE));
        return blocks;
    }

    private static Block heading(String zh, String en) {
        return new Block.Heading(Label.of(zh, en));
    }

    private static Block timeline() {
        return new Block.Timeline(
                Label.of("办理经过", "what was done"),
                List.of(
                        new Block.Event("2026-11-20", new Chip(Tone.WARNING, "待补材料"), "登记", "赵一", ""),
                        new Block.Event("2026-11-21", new Chip(Tone.WAITING, "待区审核"), "受理（逾期 1 天）", "钱二", "材料齐全"),
                        new Block.Event("2026-11-22", Chip.good("已准予参保"), "准予参保", "孙三", "")));
    }

    private static List<Field.Option> papers() {
        return List.of(
                new Field.Option("ID_CARD", "居民身份证"),
                new Field.Option("HUKOU_BOOK", "户口簿"),
                new Field.Option("PHOTO", "近期照片"));
    }

    private static Block boxes() {
        List<Field> fields = List.of(
                Field.check("pupil", "在校学生", "pupil", true),
                Field.checks("papers", "已交材料", "papers", Set.of("ID_CARD"), papers()),
                Field.of("file", Field.Kind.FILE, "名册文件", "file", "").hint("xlsx 或 CSV"));
        return new Block.Entry(Form.change(HERE, fields, Label.of("准予", "Admit"))
                .with(new Form.Button("reject", Label.of("不予", "Reject"))));
    }

    /** Boxes and files that were left out; a page has one summary, so they stand in the form that has it. */
    static List<Field> wrong() {
        return List.of(
                Field.check("consent", "已告知", "told", false).wrong("请勾选"),
                Field.checks("more", "补交的材料", "papers handed in now", Set.of(), papers())
                        .wrong("请勾选补交的材料"),
                Field.of("other", Field.Kind.FILE, "名册文件", "file", "").wrong("请选择文件"));
    }
}
