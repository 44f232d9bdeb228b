package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.RosterUpload;
import org.sscard.issuer.photo.CardPicture;
import org.sscard.issuer.photo.Crop;
import org.sscard.issuer.photo.Photo;
import org.sscard.issuer.photo.PhotoDesk;
import org.sscard.issuer.photo.PhotoFault;
import org.sscard.issuer.photo.PhotoIntake;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /intake/photos}: photos are brought, cut beside what the card will hold, and accepted. */
public final class PhotoPages {

    private static final String HERE = IntakeFrame.PHOTOS;
    private static final int LISTED = 200;
    private static final int FAULTS = 200;
    /** How far a press moves the crop, and by how much it grows: a fiftieth of the picture's width. */
    private static final int STEPS = 50;

    private final BureauDesk desk;
    private final IntakeFrame frame;
    private final PhotoDesk photos;
    private final Path folder;

    /** @param folder where an upload lies until it was read */
    public PhotoPages(BureauDesk desk, PhotoDesk photos, Path folder) {
        this.desk = desk;
        this.frame = new IntakeFrame(desk);
        this.photos = photos;
        this.folder = folder;
    }

    public void on(ServiceServer.Builder server) {
        Role[] reading = Section.INTAKE.roles();
        server.page(HERE, request -> list(request, "", List.of()), reading)
                .action(HERE, this::bring, Role.OPERATOR)
                .page(HERE + "/{id}", request -> show(request, null), Role.OPERATOR)
                .action(HERE + "/{id}/crop", this::crop, Role.OPERATOR)
                .action(HERE + "/{id}/refuse", this::refuse, Role.OPERATOR)
                .page(HERE + "/{id}/working.jpg", this::working, Role.OPERATOR)
                .page(HERE + "/{id}/result.jpg", this::result, Role.OPERATOR);
    }

    private HttpResponse list(PageRequest request, String wrong, List<Block> told) {
        List<Block> blocks = new ArrayList<>(told);
        if (request.caller().has(Role.OPERATOR)) {
            blocks.add(new Block.Entry(Form.change(
                    HERE,
                    List.of(Field.file("photos", "照片或压缩包", "photo or zip", ".zip", ".jpg", ".jpeg", ".png")
                            .hint("以社会保障号码命名的 JPEG 或 PNG，或装有它们的 zip（至多 64 MiB；更多用 sscard photo bring）；"
                                    + "至少 307×378 像素")
                            .wrong(wrong)),
                    Label.of("上传", "Upload"),
                    List.of("已裁成 26:32 的照片直接采用，其余在下面等待裁剪", "照片的拍摄信息（EXIF）被去除；原文件不保存"))));
        }
        blocks.add(
                new Block.Listing(table("待裁剪（先到先办）", "waiting", photos.list(Photo.State.WAITING, LISTED), "没有待裁剪的照片")));
        blocks.add(new Block.Listing(
                table("近期采用", "accepted", photos.list(Photo.State.ACCEPTED, LISTED / 4), "还没有采用的照片")));
        return frame.page(request, HERE, Label.of("照片", "Photos"), blocks);
    }

    private DataTable table(String zh, String en, List<Photo> listed, String none) {
        return DataTable.whole(
                Label.of(zh, en),
                List.of(
                        DataTable.Column.of("社会保障号码", "id number"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("此人", "person"),
                        DataTable.Column.of("像素", "pixels"),
                        DataTable.Column.figure("字节", "bytes"),
                        DataTable.Column.of("上传", "brought"),
                        DataTable.Column.of("办理", "go on")),
                listed.stream()
                        .map(photo -> DataTable.Row.of(
                                new Cell.Code(Display.maskedIdNumber(photo.idNumber())),
                                new Cell.State(chip(photo.state())),
                                new Cell.State(photo.personKnown() ? Chip.good("已登记") : new Chip(Tone.WAITING, "尚未登记")),
                                new Cell.Text(photo.width() + "×" + photo.height()),
                                new Cell.Count(photo.resultBytes()),
                                new Cell.Text(photo.broughtBy() + "，" + desk.time(photo.broughtAt())),
                                new Cell.Link(
                                        HERE + "/" + photo.photoId(),
                                        photo.state() == Photo.State.WAITING ? "裁剪" : "查看")))
                        .toList(),
                Label.of(none, ""));
    }

    private static Chip chip(Photo.State state) {
        return new Chip(
                switch (state) {
                    case WAITING -> Tone.WAITING;
                    case ACCEPTED -> Tone.GOOD;
                    case REFUSED -> Tone.BAD;
                    case REPLACED -> Tone.NEUTRAL;
                },
                state.zh());
    }

    private HttpResponse bring(PageRequest request) {
        Optional<UploadedFile> file = request.file("photos");
        if (file.isEmpty()) {
            return list(request, "请选择照片或压缩包", List.of());
        }
        try (RosterUpload upload = IntakeFrame.spooled(file.get(), folder)) {
            PhotoIntake intake = desk.done(
                    request,
                    "BRING_PHOTOS",
                    file.get().size() + " bytes",
                    () -> photos.bring(
                            file.get().name(),
                            upload.whole(IntakeFrame.digest(file.get())),
                            request.caller().account()));
            return list(request, "", told(intake));
        } catch (CodedException e) {
            return list(request, e.zh() + "；" + e.remedyZh() + "（" + e.code().name() + "）", List.of());
        }
    }

    private static List<Block> told(PhotoIntake intake) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Figures(List.of(
                new Fact(Label.of("文件", "files"), new Cell.Count(intake.files())),
                new Fact(Label.of("直接采用", "accepted"), new Cell.Count(intake.accepted())),
                new Fact(Label.of("待裁剪", "waiting"), new Cell.Count(intake.waiting())),
                new Fact(Label.of("此前已有", "repeated"), new Cell.Count(intake.repeated())),
                new Fact(
                        Label.of("未收", "refused"),
                        new Cell.Count(intake.faults().size())))));
        if (!intake.faults().isEmpty()) {
            blocks.add(new Block.Listing(DataTable.whole(
                    Label.of("未收的文件", "refused"),
                    List.of(
                            DataTable.Column.of("文件", "file"),
                            DataTable.Column.of("原因", "why"),
                            DataTable.Column.of("处理", "what to do"),
                            DataTable.Column.of("代码", "code")),
                    intake.faults().stream().limit(FAULTS).map(PhotoPages::line).toList(),
                    Label.of("", ""))));
        }
        return blocks;
    }

    private static DataTable.Row line(PhotoFault fault) {
        return DataTable.Row.of(
                new Cell.Code(fault.file()),
                new Cell.Text(fault.why().zh()),
                new Cell.Text(fault.why().remedyZh()),
                new Cell.Code(fault.why().code().name()));
    }

    private static UUID id(PageRequest request) {
        return IntakeFrame.id(request, ErrorCode.PHOTO_NOT_FOUND);
    }

    /** Where the crop is now: as the form says, or in the middle. */
    private static Crop crop(PageRequest request, Photo photo) {
        Crop start = photo.crop().orElse(Crop.middle(photo.width(), photo.height()));
        return new Crop(
                        number(request, "x", start.x()),
                        number(request, "y", start.y()),
                        number(request, "w", start.width()))
                .within(photo.width(), photo.height());
    }

    private static int number(PageRequest request, String name, int otherwise) {
        String text = request.entered(name).isEmpty() ? request.asked(name) : request.entered(name);
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : otherwise;
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        Photo photo = photos.find(id(request));
        desk.looked(request, "LOOK_AT_PHOTO", photo.photoId().toString());
        boolean waiting = photo.state() == Photo.State.WAITING;
        Crop crop = crop(request, photo);
        List<Block> notices = new ArrayList<>(List.of(IntakeFrame.sections(HERE)));
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.code("社会保障号码", "id number", Display.maskedIdNumber(photo.idNumber())),
                Fact.state("状态", "state", chip(photo.state())),
                Fact.of("照片", "picture", photo.width() + "×" + photo.height() + " 像素"),
                Fact.of("裁剪", "crop", crop.width() + "×" + crop.height() + " 像素，起点 " + crop.x() + "," + crop.y())));
        Optional<CodedException> why = refusal == null ? Optional.empty() : Optional.of(refusal);
        boolean shown = !waiting && photo.state() == Photo.State.ACCEPTED;
        if (waiting) {
            try {
                CardPicture tried = photos.tried(photo.photoId(), crop);
                facts.add(Fact.of("卡上照片", "on the card", Display.count(tried.jpeg().length) + " 字节（至多 4,096）"));
                facts.add(Fact.of("画质", "quality", decibels(tried.centibels()) + " dB（至少 26.00）"));
                shown = true;
            } catch (CodedException e) {
                why = Optional.of(e);
            }
        } else if (shown) {
            facts.add(Fact.of("卡上照片", "on the card", Display.count(photo.resultBytes()) + " 字节"));
            facts.add(Fact.of("画质", "quality", decibels(photo.centibels()) + " dB"));
        }
        why.map(BureauDesk::refusal).ifPresent(notices::add);
        return desk.page(
                request,
                Section.INTAKE,
                Label.of(waiting ? "裁剪照片" : "照片", "Photo"),
                "bureau/photo.jte",
                Map.of(
                        "notices", notices,
                        "here", HERE + "/" + photo.photoId(),
                        "photo", photo,
                        "crop", crop,
                        "waiting", waiting,
                        "shown", shown,
                        "facts", facts,
                        "below", below(photo, waiting)));
    }

    private static String decibels(int centibels) {
        return centibels / 100 + "." + String.format("%02d", centibels % 100);
    }

    private static List<Block> below(Photo photo, boolean waiting) {
        List<Block> below = new ArrayList<>();
        if (waiting) {
            below.add(new Block.Entry(Form.confirm(
                    HERE + "/" + photo.photoId() + "/refuse",
                    List.of(Field.of("reason", Field.Kind.TEXT, "退回原因", "why", "")),
                    Label.of("退回照片", "Refuse"),
                    List.of("照片从系统中删除，须另交一张"))));
        }
        below.add(new Block.Ways(List.of(new Frame.Link(HERE, "返回照片"))));
        return below;
    }

    /** Moves the crop, or accepts it where it is. */
    private HttpResponse crop(PageRequest request) {
        Photo photo = photos.find(id(request));
        Crop crop = crop(request, photo);
        int step = Math.max(1, photo.width() / STEPS);
        Crop moved = switch (request.entered(Form.DO)) {
            case "left" -> new Crop(crop.x() - step, crop.y(), crop.width());
            case "right" -> new Crop(crop.x() + step, crop.y(), crop.width());
            case "up" -> new Crop(crop.x(), crop.y() - step, crop.width());
            case "down" -> new Crop(crop.x(), crop.y() + step, crop.width());
            case "larger" -> new Crop(crop.x() - step / 2, crop.y() - step / 2, crop.width() + step);
            case "smaller" -> new Crop(crop.x() + step / 2, crop.y() + step / 2, crop.width() - step);
            default -> crop;
        };
        if (request.entered(Form.DO).equals("accept")) {
            try {
                desk.done(
                        request,
                        "CROP_PHOTO",
                        photo.photoId().toString(),
                        () -> photos.crop(
                                photo.photoId(), crop, request.caller().account()));
                return Pages.goTo(photos.list(Photo.State.WAITING, 1).stream()
                        .findFirst()
                        .map(next -> HERE + "/" + next.photoId())
                        .orElse(HERE));
            } catch (CodedException e) {
                return show(request, e);
            }
        }
        Crop inside = moved.within(photo.width(), photo.height());
        return Pages.goTo(
                HERE + "/" + photo.photoId() + "?x=" + inside.x() + "&y=" + inside.y() + "&w=" + inside.width());
    }

    private HttpResponse refuse(PageRequest request) {
        UUID photo = id(request);
        try {
            desk.done(
                    request,
                    "REFUSE_PHOTO",
                    photo.toString(),
                    () -> photos.refuse(
                            photo, request.entered("reason"), request.caller().account()));
            return Pages.goTo(HERE);
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private HttpResponse working(PageRequest request) {
        return jpeg(photos.working(id(request)));
    }

    /** As accepted, or as a crop would come to. */
    private HttpResponse result(PageRequest request) {
        Photo photo = photos.find(id(request));
        return jpeg(
                photo.state() == Photo.State.WAITING
                        ? Optional.of(photos.tried(photo.photoId(), crop(request, photo))
                                .jpeg())
                        : photos.result(photo.photoId()));
    }

    private static HttpResponse jpeg(Optional<byte[]> picture) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.JPEG)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.wrap(picture.orElseThrow(() -> new CodedException(ErrorCode.PHOTO_NOT_FOUND))));
    }
}
