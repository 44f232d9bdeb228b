package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.photo.Crop;
import org.sscard.issuer.photo.PhotoDesk;
import org.sscard.issuer.photo.PhotoIntake;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.CropPhotoRequest;
import org.sscard.wire.issuer.v1.GetPhotoResultRequest;
import org.sscard.wire.issuer.v1.ListPhotosRequest;
import org.sscard.wire.issuer.v1.ListPhotosResponse;
import org.sscard.wire.issuer.v1.Photo;
import org.sscard.wire.issuer.v1.PhotoError;
import org.sscard.wire.issuer.v1.PhotoReport;
import org.sscard.wire.issuer.v1.PhotoResult;
import org.sscard.wire.issuer.v1.PhotoServiceGrpc;
import org.sscard.wire.issuer.v1.RefusePhotoRequest;
import org.sscard.wire.issuer.v1.RosterChunk;

/** The intake desk's edge for photos. */
public final class PhotoRpc extends PhotoServiceGrpc.PhotoServiceImplBase {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final PhotoDesk desk;
    private final Path folder;
    private final AuditLog audit;

    /** @param folder where an upload lies until it was read */
    public PhotoRpc(PhotoDesk desk, Path folder, AuditLog audit) {
        this.desk = desk;
        this.folder = folder;
        this.audit = audit;
    }

    @Override
    public StreamObserver<RosterChunk> bringPhotos(StreamObserver<PhotoReport> observer) {
        String actor = Calls.actor("");
        return new RosterStream<>(
                folder,
                chunk -> chunk,
                (fileName, upload, sha256) -> report(desk.bring(fileName, upload.whole(sha256), actor)),
                observer);
    }

    @Override
    public void listPhotos(ListPhotosRequest request, StreamObserver<ListPhotosResponse> observer) {
        Calls.answer(observer, () -> {
            int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : Math.min(request.getLimit(), MAX_LIMIT);
            String number = request.getSocialSecurityNumber().strip().toUpperCase(Locale.ROOT);
            List<org.sscard.issuer.photo.Photo> photos =
                    number.isEmpty() ? desk.list(state(request.getState()), limit) : desk.ofPerson(number);
            return ListPhotosResponse.newBuilder()
                    .addAllPhotos(photos.stream().map(PhotoRpc::photo).toList())
                    .build();
        });
    }

    @Override
    public void cropPhoto(CropPhotoRequest request, StreamObserver<Photo> observer) {
        Calls.answer(observer, () -> {
            Photo photo = photo(desk.crop(
                    id(request.getPhotoId()),
                    new Crop(request.getX(), request.getY(), request.getWidth()),
                    Calls.actor("")));
            record("CROP_PHOTO", request.getPhotoId());
            return photo;
        });
    }

    @Override
    public void refusePhoto(RefusePhotoRequest request, StreamObserver<Photo> observer) {
        Calls.answer(observer, () -> {
            Photo photo = photo(desk.refuse(id(request.getPhotoId()), request.getReason(), Calls.actor("")));
            record("REFUSE_PHOTO", request.getPhotoId());
            return photo;
        });
    }

    @Override
    public void getPhotoResult(GetPhotoResultRequest request, StreamObserver<PhotoResult> observer) {
        Calls.answer(observer, () -> {
            UUID id = id(request.getPhotoId());
            byte[] jpeg = desk.result(id).orElseThrow(() -> new CodedException(ErrorCode.PHOTO_NOT_FOUND));
            record("SHOW_PHOTO", id + " " + request.getReason());
            return PhotoResult.newBuilder().setJpeg(ByteString.copyFrom(jpeg)).build();
        });
    }

    private static PhotoReport report(PhotoIntake intake) {
        PhotoReport.Builder report = PhotoReport.newBuilder()
                .setFiles(intake.files())
                .setAccepted(intake.accepted())
                .setWaiting(intake.waiting())
                .setRepeated(intake.repeated());
        intake.faults()
                .forEach(fault -> report.addErrors(PhotoError.newBuilder()
                        .setFile(fault.file())
                        .setCode(fault.why().code().name())
                        .setMessageZh(fault.why().zh())
                        .setMessageEn(fault.why().en())));
        return report.build();
    }

    private static Photo photo(org.sscard.issuer.photo.Photo photo) {
        return Photo.newBuilder()
                .setPhotoId(photo.photoId().toString())
                .setState(photo.state().name())
                .setSocialSecurityNumberMasked(Display.maskedIdNumber(photo.idNumber()))
                .setWidth(photo.width())
                .setHeight(photo.height())
                .setResultBytes(photo.resultBytes())
                .setQualityCentibels(photo.centibels())
                .setBroughtBy(photo.broughtBy())
                .setDecidedBy(photo.decidedBy())
                .setReason(photo.reason())
                .setPersonKnown(photo.personKnown())
                .build();
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.PHOTO_NOT_FOUND);
        }
    }

    private static org.sscard.issuer.photo.Photo.@Nullable State state(String name) {
        try {
            return name.isEmpty() ? null : org.sscard.issuer.photo.Photo.State.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "state", "WAITING, ACCEPTED, REFUSED, REPLACED");
        }
    }

    private void record(String action, String what) {
        audit.append(new AuditEntry(Principal.current().account(), "intake", action, what.strip(), "OK"));
    }
}
