package org.sscard.launcher.deep;

import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.util.List;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.SubscribeRequest;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyAuthenticationRequest;
import org.sscard.wire.keys.v1.VerifyAuthenticationResponse;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.keys.v1.VerifyTacsResponse;

/** The key service and the card-status feed for cards on paper. */
final class PaperBureau implements AutoCloseable {
    private final ServiceServer server;

    PaperBureau(InternalCa authority) {
        ServerConfig config = new ServerConfig(
                "127.0.0.1", 0, List.of(), ServerConfig.Tls.of(authority.server("issuer", "127.0.0.1")));
        server = ServiceServer.builder(config)
                .grpc(new Keys(), new Feed())
                .roles(RoleTable.builder()
                        .allow(KeyServiceGrpc.getServiceDescriptor(), Role.INSURER)
                        .allow(CardStatusFeedGrpc.getServiceDescriptor(), Role.INSURER)
                        .build())
                .start();
    }

    URI url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }

    private static TacVerdict verdict(boolean genuine) {
        return genuine ? TacVerdict.TAC_VERDICT_GENUINE : TacVerdict.TAC_VERDICT_FALSE;
    }

    private static final class Keys extends KeyServiceGrpc.KeyServiceImplBase {
        @Override
        public void verifyTacs(VerifyTacsRequest request, StreamObserver<VerifyTacsResponse> answer) {
            VerifyTacsResponse.Builder verdicts = VerifyTacsResponse.newBuilder();
            request.getProofsList().forEach(proof -> verdicts.addVerdicts(verdict(PaperCards.genuine(proof))));
            answer.onNext(verdicts.build());
            answer.onCompleted();
        }

        @Override
        public void verifyAuthentication(
                VerifyAuthenticationRequest request, StreamObserver<VerifyAuthenticationResponse> answer) {
            answer.onNext(VerifyAuthenticationResponse.newBuilder()
                    .setVerdict(verdict(PaperCards.genuine(request.getAuthentication())))
                    .build());
            answer.onCompleted();
        }
    }

    private static final class Feed extends CardStatusFeedGrpc.CardStatusFeedImplBase {
        @Override
        public void subscribe(SubscribeRequest request, StreamObserver<CardStatusChange> changes) {
            long version = 0;
            for (SandboxData.SandboxPerson holder : PaperCards.HOLDERS) {
                version++;
                if (version > request.getAfterVersion()) {
                    changes.onNext(CardStatusChange.newBuilder()
                            .setVersion(version)
                            .setCardIdentificationCode(PaperCards.code(holder))
                            .setCardNumber(holder.cardNo())
                            .setSocialSecurityNumber(holder.certno())
                            .setRegion(holder.insuplcAdmdvs())
                            .setState("ACTIVE")
                            .build());
                }
            }
        }
    }
}
