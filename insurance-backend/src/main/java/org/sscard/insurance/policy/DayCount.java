package org.sscard.insurance.policy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;

/** How the days of a deadline are counted. The order says days (日) without more: calendar days. */
public enum DayCount {
    CALENDAR,
    /** Monday to Friday without the public holidays that the policy lists. */
    WORKING;

    /** The last day of a deadline of so many days that began on a day, that day not counted. */
    public LocalDate after(LocalDate begun, int days, Collection<LocalDate> holidays) {
        if (this == CALENDAR) {
            return begun.plusDays(days);
        }
        LocalDate day = begun;
        int left = days;
        while (left > 0) {
            day = day.plusDays(1);
            boolean free = day.getDayOfWeek() == DayOfWeek.SATURDAY
                    || day.getDayOfWeek() == DayOfWeek.SUNDAY
                    || holidays.contains(day);
            left -= free ? 0 : 1;
        }
        return day;
    }
}
