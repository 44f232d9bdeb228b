package org.sscard.servicekit.pages;

import java.util.List;

/**
 * What stands around a page's content.
 *
 * @param title of this page
 * @param service name of the service, Chinese, e.g. 医保结算
 * @param demonstration shows the banner 演示
 * @param links the main navigation
 * @param here the href of the link that leads to this page
 * @param reader for whom the page is shown
 */
public record Frame(Label title, String service, boolean demonstration, List<Link> links, String here, Reader reader) {

    /** One entry of the navigation. */
    public record Link(String href, String text) {}

    /**
     * @param who the account that is logged in, or empty
     * @param elder 长辈版: everything a third larger
     * @param address path and query of this page, to which the switch of the type size comes back; empty: no switch
     */
    public record Reader(String who, boolean elder, String address) {
        static final Reader NOBODY = new Reader("", false, "");
    }

    public Frame {
        links = List.copyOf(links);
    }

    /** A page of a service without staff pages. */
    public Frame(String title, String service, boolean demonstration, List<Link> links, String here) {
        this(Label.of(title), service, demonstration, links, here, Reader.NOBODY);
    }

    public static Frame of(String title, String service, boolean demonstration) {
        return new Frame(title, service, demonstration, List.of(), "");
    }
}
