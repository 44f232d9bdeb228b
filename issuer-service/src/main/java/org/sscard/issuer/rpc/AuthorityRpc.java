package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import org.sscard.issuer.authority.store.AuthorityStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.AuthorityServiceGrpc;
import org.sscard.wire.issuer.v1.ClaimPersonsRequest;
import org.sscard.wire.issuer.v1.ClaimPersonsResponse;
import org.sscard.wire.issuer.v1.ReleasePersonsRequest;
import org.sscard.wire.issuer.v1.ReleasePersonsResponse;

/** The edge of the tier above. A city is who its certificate says. */
public final class AuthorityRpc extends AuthorityServiceGrpc.AuthorityServiceImplBase {

    private static final int MAX_PERSONS = 1_000;

    private final AuthorityStore store;

    public AuthorityRpc(AuthorityStore store) {
        this.store = store;
    }

    @Override
    public void claimPersons(ClaimPersonsRequest request, StreamObserver<ClaimPersonsResponse> observer) {
        Calls.answer(observer, () -> {
            requireFew(request.getSocialSecurityNumbersCount());
            String city = Principal.current().account();
            return ClaimPersonsResponse.newBuilder()
                    .addAllHolders(store.claimed(city, request.getSocialSecurityNumbersList(), request.getKind()))
                    .setCaller(city)
                    .build();
        });
    }

    @Override
    public void releasePersons(ReleasePersonsRequest request, StreamObserver<ReleasePersonsResponse> observer) {
        Calls.answer(observer, () -> {
            requireFew(request.getSocialSecurityNumbersCount());
            store.released(Principal.current().account(), request.getSocialSecurityNumbersList(), request.getKind());
            return ReleasePersonsResponse.getDefaultInstance();
        });
    }

    private static void requireFew(int count) {
        if (count > MAX_PERSONS) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "social_security_numbers", "0.." + MAX_PERSONS);
        }
    }
}
