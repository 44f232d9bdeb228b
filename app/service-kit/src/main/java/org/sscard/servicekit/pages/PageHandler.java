package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.HttpResponse;

/** Answers a page on a thread that may block; a thrown {@code CodedException} becomes the page of that failure. */
@FunctionalInterface
public interface PageHandler {
    HttpResponse serve(PageRequest request);
}
