package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Lets only callers with one of the roles reach a page. */
public final class StaffPage implements HttpService {

    private final PageHandler handler;
    private final Set<Role> roles;
    private final Authenticator authenticator;

    public StaffPage(PageHandler handler, Set<Role> roles, Authenticator authenticator) {
        this.handler = handler;
        this.roles = Set.copyOf(roles);
        this.authenticator = authenticator;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest http) {
        Principal caller = authenticator.authenticate(context);
        if (caller == null) {
            throw new CodedException(ErrorCode.LOGIN_REQUIRED);
        }
        if (roles.stream().noneMatch(caller::has)) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, context.path());
        }
        CompletableFuture<AggregatedHttpRequest> whole = http.aggregate();
        return HttpResponse.of(whole.thenApplyAsync(
                request -> handler.serve(PageRequest.of(context, request.headers(), caller, request.contentUtf8())),
                context.blockingTaskExecutor()));
    }
}
