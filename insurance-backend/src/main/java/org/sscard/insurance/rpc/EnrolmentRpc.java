package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.sscard.insurance.enrolment.Enrolment;
import org.sscard.insurance.enrolment.Registration;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.InsuredClass;
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
        Fields.require(
                person.getSocialSecurityNumber().matches("[0-9]{17}[0-9X]"), "social_security_number", "18 characters");
        Fields.require(
                !person.getName().isBlank() && person.getName().length() <= LONGEST_NAME, "name", "1 to 50 characters");
        Fields.require(person.getRegion().matches("[0-9]{6}"), "region", "6 digits");
        Scheme scheme = Fields.choice(Scheme.class, person.getScheme(), "scheme");
        boolean classed = scheme == Scheme.RESIDENT;
        Fields.require(classed || person.getInsuredClass().isEmpty(), "insured_class", "empty for employees");
        return new Registration(
                person.getSocialSecurityNumber(),
                person.getName(),
                person.getRegion(),
                scheme,
                classed ? Fields.choice(InsuredClass.class, person.getInsuredClass(), "insured_class") : null,
                person.getPupil(),
                Fields.date(person.getBenefitStart(), "benefit_start"),
                Fields.optionalDate(person.getCoverEnd(), "cover_end"));
    }
}
