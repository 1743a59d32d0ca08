// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Locale;

/** Numbers of bytes and of seconds as people read them. */
final class Sizes {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

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
