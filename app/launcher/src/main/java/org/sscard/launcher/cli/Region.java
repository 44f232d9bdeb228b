package org.sscard.launcher.cli;

import java.time.ZoneId;

/** Facts of the place in which all services of one installation stand. */
final class Region {

    /** One time zone for the whole country; accounting days and card times are local. */
    static final ZoneId TIME_ZONE = ZoneId.of("Asia/Shanghai");

    private Region() {}
}
