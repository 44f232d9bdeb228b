package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.sscard.servicekit.security.Principal;

/** Answers a page for the person who is logged in; {@code StaffLogin.guard} stands before it and checks the role. */
public final class StaffPage implements HttpService {

    private final PageHandler handler;
    private final Function<ServiceRequestContext, Principal> caller;

    public StaffPage(PageHandler handler, Function<ServiceRequestContext, Principal> caller) {
        this.handler = handler;
        this.caller = caller;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest http) {
        Principal who = caller.apply(context);
        CompletableFuture<AggregatedHttpRequest> whole = http.aggregate();
        return HttpResponse.of(whole.thenApplyAsync(
                request -> handler.serve(PageRequest.of(context, request.headers(), who, request.contentUtf8())),
                context.blockingTaskExecutor()));
    }
}
