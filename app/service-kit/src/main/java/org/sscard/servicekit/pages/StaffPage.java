package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.HashMap;
import java.util.Map;
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
        CompletableFuture<PageRequest> whole = http.aggregate().thenCompose(request -> sent(context, request, who));
        return HttpResponse.of(whole.thenApplyAsync(handler::serve, context.blockingTaskExecutor()));
    }

    private static CompletableFuture<PageRequest> sent(
            ServiceRequestContext context, AggregatedHttpRequest request, Principal who) {
        MediaType type = request.contentType();
        if (type == null || !type.is(MediaType.MULTIPART_FORM_DATA)) {
            QueryParams form = QueryParams.fromQueryString(request.contentUtf8());
            return CompletableFuture.completedFuture(PageRequest.of(context, request.headers(), who, form, Map.of()));
        }
        return Multipart.from(request.toHttpRequest()).aggregate().thenApply(parts -> {
            QueryParamsBuilder form = QueryParams.builder();
            Map<String, UploadedFile> files = new HashMap<>();
            for (AggregatedBodyPart part : parts.bodyParts()) {
                String name = part.name();
                String file = part.filename();
                if (name != null && file != null) {
                    files.put(name, new UploadedFile(file, part.content().array()));
                } else if (name != null) {
                    form.add(name, part.contentUtf8());
                }
            }
            return PageRequest.of(context, request.headers(), who, form.build(), files);
        });
    }
}
