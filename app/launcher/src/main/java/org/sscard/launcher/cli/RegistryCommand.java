package org.sscard.launcher.cli;

import com.google.protobuf.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.issuer.v1.CorrectPersonRequest;
import org.sscard.wire.issuer.v1.DecideConflictRequest;
import org.sscard.wire.issuer.v1.GetPersonRequest;
import org.sscard.wire.issuer.v1.ListConflictsRequest;
import org.sscard.wire.issuer.v1.ListPersonConflictsRequest;
import org.sscard.wire.issuer.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import org.sscard.wire.issuer.v1.ResumeNumbersRequest;
import org.sscard.wire.issuer.v1.ScanRegistryRequest;
import org.sscard.wire.issuer.v1.ScanReport;
import org.sscard.wire.issuer.v1.SearchCardsRequest;
import org.sscard.wire.issuer.v1.VouchTimeRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "registry", description = "登记库：检索、扫描人为改动、卡号续发 / the bureau's registry", mixinStandardHelpOptions = true)
final class RegistryCommand {

    @Spec
    private CommandSpec spec;

    /** By one of three. */
    static final class By {
        @Option(names = "--id-number", required = true, description = "社会保障号码 / id number")
        @Nullable
        String idNumber;

        @Option(names = "--card", required = true, description = "卡号 / card number")
        @Nullable
        String card;

        @Option(names = "--name", required = true, description = "姓名或姓名开头 / beginning of the name")
        @Nullable
        String name;
    }

    @Command(name = "search", description = "检索（记入审计） / searches; it is audited", mixinStandardHelpOptions = true)
    int search(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @ArgGroup(multiplicity = "1") By by,
            @Option(names = "--limit", defaultValue = "20") int limit,
            @Option(names = "--reason", defaultValue = "", description = "查询原因 / why") String reason) {
        SearchCardsRequest.Builder request =
                SearchCardsRequest.newBuilder().setLimit(limit).setReason(reason);
        if (by.idNumber != null) {
            request.setSocialSecurityNumber(by.idNumber);
        } else if (by.card != null) {
            request.setCardNumber(by.card);
        } else if (by.name != null) {
            request.setNameBeginning(by.name);
        }
        return show(
                view, to.asked(RegistryServiceBlockingStub.class, registry -> registry.searchCards(request.build())));
    }

    @Command(
            name = "scan",
            description = "逐行检查人为改动；有则退出码 1 / looks for changes by hand; exit code 1 if there are any",
            mixinStandardHelpOptions = true)
    int scan(@Mixin BureauConnection to, @Mixin AnswerView view) {
        ScanReport report = to.asked(
                RegistryServiceBlockingStub.class,
                registry -> registry.scanRegistry(ScanRegistryRequest.getDefaultInstance()));
        show(view, report);
        return report.getFindings() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Command(name = "conflicts", description = "冲突队列：他地已有卡的人 / the conflict queue", mixinStandardHelpOptions = true)
    int conflicts(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.listConflicts(ListConflictsRequest.getDefaultInstance())));
    }

    @Command(
            name = "resume-numbers",
            description = "恢复备份后续发卡号 / goes on with card numbers after a restore",
            mixinStandardHelpOptions = true)
    int resume(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--region", required = true) String region,
            @Option(names = "--highest", required = true, description = "已用的最大七位数 / the highest that was used")
                    int highest) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.resumeNumbers(ResumeNumbersRequest.newBuilder()
                                .setRegion(region)
                                .setHighestUsed(highest)
                                .build())));
    }

    @Command(
            name = "vouch-time",
            description = "补计停机时间，使期限按日历届满 / counts time in which no service ran",
            mixinStandardHelpOptions = true)
    int vouch(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--seconds", required = true) long seconds,
            @Option(names = "--reason", required = true) String reason) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.vouchTime(VouchTimeRequest.newBuilder()
                                .setSeconds(seconds)
                                .setReason(reason)
                                .build())));
    }

    @Command(
            name = "person",
            description = "一人的登记与经历；写明原因才显示全部 / a person's data and history; in full with a reason",
            mixinStandardHelpOptions = true)
    int person(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "ID-NUMBER") String idNumber,
            @Option(names = "--reason", defaultValue = "", description = "查询原因 / why") String reason) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.getPerson(GetPersonRequest.newBuilder()
                                .setSocialSecurityNumber(idNumber)
                                .setReason(reason)
                                .build())));
    }

    @Command(
            name = "correct",
            description = "更正登记；身份资料须另一人复核 / corrects a person's data; what identifies takes a second person",
            mixinStandardHelpOptions = true)
    int correct(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "PERSON", description = "登记号 / person_id") long person,
            @Parameters(index = "1..*", paramLabel = "FIELD=TEXT", arity = "1..*") Map<String, String> data,
            @Option(names = "--seen", required = true, description = "所见版本 / the version that was seen") long version,
            @Option(names = "--reason", required = true) String reason) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.correctPerson(CorrectPersonRequest.newBuilder()
                                .setPersonId(person)
                                .setVersion(version)
                                .putAllData(data)
                                .setReason(reason)
                                .build())));
    }

    @Command(
            name = "person-conflicts",
            description = "身份冲突队列 / applicants who may be registered already",
            mixinStandardHelpOptions = true)
    int personConflicts(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--state", defaultValue = "OPEN", description = "OPEN, DECIDED") String state,
            @Option(names = "--limit", defaultValue = "100") int limit) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.listPersonConflicts(ListPersonConflictsRequest.newBuilder()
                                .setState(state)
                                .setLimit(limit)
                                .build())));
    }

    @Command(
            name = "decide",
            description = "裁定身份冲突 / decides a conflict: SAME_PERSON, OTHER_PERSON, REJECTED",
            mixinStandardHelpOptions = true)
    int decide(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "CONFLICT") long conflict,
            @Parameters(index = "1", paramLabel = "DECISION") String decision,
            @Option(names = "--reason", required = true) String reason) {
        return show(
                view,
                to.asked(
                        RegistryServiceBlockingStub.class,
                        registry -> registry.decideConflict(DecideConflictRequest.newBuilder()
                                .setConflictId(conflict)
                                .setDecision(decision)
                                .setReason(reason)
                                .build())));
    }

    private int show(AnswerView view, Message answer) {
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }
}
