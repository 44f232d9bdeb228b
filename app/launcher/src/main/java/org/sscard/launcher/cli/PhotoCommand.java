package org.sscard.launcher.cli;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sscard.wire.issuer.v1.CropPhotoRequest;
import org.sscard.wire.issuer.v1.GetPhotoResultRequest;
import org.sscard.wire.issuer.v1.ListPhotosRequest;
import org.sscard.wire.issuer.v1.PhotoReport;
import org.sscard.wire.issuer.v1.PhotoResult;
import org.sscard.wire.issuer.v1.PhotoServiceGrpc.PhotoServiceBlockingStub;
import org.sscard.wire.issuer.v1.PhotoServiceGrpc.PhotoServiceStub;
import org.sscard.wire.issuer.v1.RefusePhotoRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "photo", description = "照片：上传、裁剪、退回 / photos for the cards", mixinStandardHelpOptions = true)
final class PhotoCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "bring",
            description = "上传一张照片或 zip；有未收的则退出码 1 / one photo or a zip; exit code 1 if some are refused",
            mixinStandardHelpOptions = true)
    int bring(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "FILE") Path file) {
        PhotoReport report =
                to.sent(PhotoServiceStub.class, (photos, answer) -> photos.bringPhotos(answer), file, part -> part);
        show(view, report);
        return report.getErrorsCount() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Command(name = "list", description = "照片清单 / photos", mixinStandardHelpOptions = true)
    int list(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--state", defaultValue = "WAITING", description = "WAITING, ACCEPTED, REFUSED, REPLACED")
                    String state,
            @Option(names = "--id-number", defaultValue = "", description = "一人的全部照片 / all of one person")
                    String idNumber,
            @Option(names = "--limit", defaultValue = "100") int limit) {
        return show(
                view,
                to.asked(
                        PhotoServiceBlockingStub.class,
                        photos -> photos.listPhotos(ListPhotosRequest.newBuilder()
                                .setState(state)
                                .setSocialSecurityNumber(idNumber)
                                .setLimit(limit)
                                .build())));
    }

    @Command(
            name = "crop",
            description = "裁剪并采用；高按 26:32 / cuts a photo that waits and accepts it",
            mixinStandardHelpOptions = true)
    int crop(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "PHOTO") String photo,
            @Option(names = "--x", required = true) int x,
            @Option(names = "--y", required = true) int y,
            @Option(names = "--width", required = true) int width) {
        return show(
                view,
                to.asked(
                        PhotoServiceBlockingStub.class,
                        photos -> photos.cropPhoto(CropPhotoRequest.newBuilder()
                                .setPhotoId(photo)
                                .setX(x)
                                .setY(y)
                                .setWidth(width)
                                .build())));
    }

    @Command(name = "refuse", description = "退回照片 / refuses a photo", mixinStandardHelpOptions = true)
    int refuse(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "PHOTO") String photo,
            @Option(names = "--reason", required = true) String reason) {
        return show(
                view,
                to.asked(
                        PhotoServiceBlockingStub.class,
                        photos -> photos.refusePhoto(RefusePhotoRequest.newBuilder()
                                .setPhotoId(photo)
                                .setReason(reason)
                                .build())));
    }

    @Command(
            name = "result",
            description = "取卡上照片（记入审计） / what the card will hold; it is audited",
            mixinStandardHelpOptions = true)
    int result(
            @Mixin BureauConnection to,
            @Parameters(index = "0", paramLabel = "PHOTO") String photo,
            @Parameters(index = "1", paramLabel = "FILE", description = "*.jpg") Path file,
            @Option(names = "--reason", required = true) String reason)
            throws IOException {
        PhotoResult result = to.asked(
                PhotoServiceBlockingStub.class,
                photos -> photos.getPhotoResult(GetPhotoResultRequest.newBuilder()
                        .setPhotoId(photo)
                        .setReason(reason)
                        .build()));
        Files.write(file, result.getJpeg().toByteArray());
        return ExitCode.DONE;
    }

    private int show(AnswerView view, Message answer) {
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }
}
