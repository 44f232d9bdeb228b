package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.Enrolment;
import org.sscard.insurance.enrolment.Registration;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.InsuredPerson;
import org.sscard.wire.insurance.v1.RegisterRequest;
import org.sscard.wire.insurance.v1.RegisterResponse;

/** insurance.v1.EnrolmentService. */
public final class EnrolmentRpc extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {

    private static final int LONGEST_NAME = 50;

    private final Enrolment enrolment;
    private final AuditTrail audit;

    public EnrolmentRpc(Enrolment enrolment, AuditTrail audit) {
        this.enrolment = enrolment;
        this.audit = audit;
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
        List<Registration> registrations = request.getPersonsList().stream()
                .map(EnrolmentRpc::registration)
                .toList();
        int registered =
                audit.recorded("REGISTER", registrations.size() + " persons", () -> enrolment.register(registrations));
        observer.onNext(RegisterResponse.newBuilder()
                .setRegistered(registered)
                .setKnown(registrations.size() - registered)
                .build());
        observer.onCompleted();
    }

    private static Registration registration(InsuredPerson person) {
        require(person.getSocialSecurityNumber().matches("[0-9]{17}[0-9X]"), "social_security_number", "18 characters");
        require(!person.getName().isBlank() && person.getName().length() <= LONGEST_NAME, "name", "1 to 50 characters");
        require(person.getRegion().matches("[0-9]{6}"), "region", "6 digits");
        Scheme scheme = choice(Scheme.class, person.getScheme(), "scheme");
        boolean classed = scheme == Scheme.RESIDENT;
        require(classed || person.getInsuredClass().isEmpty(), "insured_class", "empty for employees");
        LocalDate start = date(person.getBenefitStart(), "benefit_start");
        if (start == null) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "benefit_start", "YYYY-MM-DD");
        }
        return new Registration(
                person.getSocialSecurityNumber(),
                person.getName(),
                person.getRegion(),
                scheme,
                classed ? choice(InsuredClass.class, person.getInsuredClass(), "insured_class") : null,
                person.getPupil(),
                start,
                date(person.getCoverEnd(), "cover_end"));
    }

    private static @Nullable LocalDate date(String text, String field) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, field, "YYYY-MM-DD");
        }
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String name, String field) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new CodedException(ErrorCode.REQUEST_INVALID, field, Arrays.toString(type.getEnumConstants())));
    }

    private static void require(boolean holds, String field, String expected) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, expected);
        }
    }
}
