// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values hold what may not stand between quotes: a bar and two hexadecimal digits. */
final class VmxEscapes {
    private static final Pattern ESCAPE = Pattern.compile("\\|([0-9A-Fa-f]{2})");

    private VmxEscapes() {}

    /** A bar that begins no escape stands for itself. */
    static String resolve(String text) {
        return text.indexOf('|') < 0
                ? text
                : ESCAPE.matcher(text)
                        .replaceAll(match ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    static String escape(String text) {
        return text.replace("|", "|7C").replace("\"", "|22").replace("#", "|23");
    }
}
