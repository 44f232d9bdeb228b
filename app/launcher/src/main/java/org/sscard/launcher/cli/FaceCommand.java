package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.sscard.wire.issuer.v1.CardFaceServiceGrpc.CardFaceServiceBlockingStub;
import org.sscard.wire.issuer.v1.DrawProofRequest;
import org.sscard.wire.issuer.v1.GetCardFaceRequest;
import org.sscard.wire.issuer.v1.ProofPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "face",
        description = "卡面样张：位置、字体、打印 / proof pictures of the card face",
        mixinStandardHelpOptions = true)
final class FaceCommand {

    /** As it is asked for on the command line. */
    enum Side {
        front,
        back
    }

    @Spec
    private CommandSpec spec;

    @Command(name = "show", description = "各项位置的依据与所用字体 / places and fonts", mixinStandardHelpOptions = true)
    int show(@Mixin BureauConnection to, @Mixin AnswerView view) {
        view.show(
                spec.commandLine().getOut(),
                to.asked(
                        CardFaceServiceBlockingStub.class,
                        face -> face.getCardFace(GetCardFaceRequest.getDefaultInstance())));
        return ExitCode.DONE;
    }

    @Command(
            name = "proof",
            description = "样张存为文件，格式随文件名：.png、.svg、.pdf（两面，1:1） / draws a proof, by the file's ending",
            mixinStandardHelpOptions = true)
    int proof(
            @Mixin BureauConnection to,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--side", defaultValue = "front", description = "front 或 back / front or back") Side side,
            @Option(names = "--dpi", defaultValue = "300", description = "每英寸点数，72–1200 / dots an inch") int dpi,
            @Option(names = "--card", defaultValue = "", paramLabel = "NUMBER", description = "卡号；无则不显示持卡人 / whose")
                    String card) {
        String name = String.valueOf(file.getFileName());
        ProofPicture picture = to.asked(
                CardFaceServiceBlockingStub.class,
                face -> face.drawProof(DrawProofRequest.newBuilder()
                        .setSide(side.name().toUpperCase(Locale.ROOT))
                        .setFormat(name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT))
                        .setDpi(dpi)
                        .setCardNumber(card)
                        .build()));
        OutputFile.write(file, picture.getContent().toByteArray());
        picture.getFontsList().stream()
                .filter(font -> font.getSubstitute())
                .forEach(font -> spec.commandLine()
                        .getOut()
                        .println(font.getWanted() + " → " + font.getTaken() + "（代替 / substitute，" + font.getLicence()
                                + "）"));
        spec.commandLine().getOut().println(file);
        return ExitCode.DONE;
    }
}
