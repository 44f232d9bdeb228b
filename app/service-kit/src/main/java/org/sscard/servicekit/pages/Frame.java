package org.sscard.servicekit.pages;

import java.util.List;

/**
 * What stands around a page's content.
 *
 * @param title of this page, Chinese
 * @param service name of the service, Chinese, e.g. 医保结算
 * @param demonstration shows the banner 演示
 * @param links the main navigation
 * @param here the href of the link that leads to this page
 */
public record Frame(String title, String service, boolean demonstration, List<Link> links, String here) {

    /** One entry of the navigation. */
    public record Link(String href, String text) {}

    public Frame {
        links = List.copyOf(links);
    }

    public static Frame of(String title, String service, boolean demonstration) {
        return new Frame(title, service, demonstration, List.of(), "");
    }
}
