package org.sscard.servicekit.pages;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;

/**
 * What every form of a session carries, so that no other site can send it. {@code component/csrf.jte} puts it into a form;
 * {@code component/form.jte} does so by itself.
 */
public final class FormToken {

    /** Name of the form's field. */
    public static final String FIELD = "_csrf";

    private static final AttributeKey<String> KEY = AttributeKey.valueOf(FormToken.class, "TOKEN");

    private FormToken() {}

    /** Gives a request its session's token. */
    public static void put(ServiceRequestContext request, String token) {
        request.setAttr(KEY, token);
    }

    /** The token of the request that is being answered; empty where nobody is logged in. */
    public static String current() {
        ServiceRequestContext request = ServiceRequestContext.currentOrNull();
        String token = request == null ? null : request.attr(KEY);
        return token == null ? "" : token;
    }
}
