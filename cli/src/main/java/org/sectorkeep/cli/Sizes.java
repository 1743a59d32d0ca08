// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes and of seconds as people read them. */
final class Sizes {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /** Up to 18 digits, which a {@code long} can hold. */
    private static final Pattern TYPED = Pattern.compile("([0-9]{1,18})(?:([KMGTP])(?:I?B)?)?");

    private Sizes() {}

    /** Such as {@code 10737418240}, {@code 10G} or {@code 10GiB}. */
    static long parse(String text) throws UsageException {
        Matcher typed = TYPED.matcher(text.toUpperCase(Locale.ROOT));
        if (typed.matches()) {
            int bits = typed.group(2) == null ? 0 : 10 * (1 + "KMGTP".indexOf(typed.group(2)));
            long count = Long.parseLong(typed.group(1));
            if (count <= Long.MAX_VALUE >> bits) {
                return count << bits;
            }
        }
        throw new UsageException("'" + text + "' is no size", "give it in bytes, or as in 512M, 10G or 2T");
    }

    /** Such as {@code 1.5 GiB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        long tenths = Math.round(value * 10);
        boolean whole = unit == 0 || value == Math.rint(value);
        return tenths / 10 + (whole ? " " : "." + tenths % 10 + " ") + UNITS[unit];
    }

    /** Such as {@code 2:05} or {@code 1:02:05}. */
    static String duration(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
