package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/** The switch between 标准版 and 长辈版: remembers the choice in a cookie and goes back to the page. */
final class TypeSize implements HttpService {

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest http) {
        return HttpResponse.of(http.aggregate().thenApply(request -> {
            QueryParams form = QueryParams.fromQueryString(request.contentUtf8());
            String back = form.get("back", "/");
            return HttpResponse.of(
                    ResponseHeaders.builder(HttpStatus.SEE_OTHER)
                            .set(HttpHeaderNames.LOCATION, local(back) ? back : "/")
                            .cookies(PageRequest.elderCookie(
                                    form.get("elder", "").equals("1")))
                            .build(),
                    HttpData.empty());
        }));
    }

    /** A path of this service: nothing that a browser reads as another host, and no line break. */
    private static boolean local(String address) {
        return address.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") || address.equals("/");
    }
}
