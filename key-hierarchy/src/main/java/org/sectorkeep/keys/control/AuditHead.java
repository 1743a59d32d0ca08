// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of an audit log, as the directory or an outside system keeps it.
 *
 * @param logId the log, 32 hexadecimal digits
 * @param sequence the line's number, from 1 on
 * @param macHex the line's MAC, 64 hexadecimal digits
 */
public record AuditHead(String logId, long sequence, String macHex) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{32}):([1-9][0-9]{0,17}):([0-9a-f]{64})");

    /**
     * A head as {@link #text} writes it.
     *
     * @param text the head in one word
     * @return the head
     * @throws IllegalArgumentException if it is not of that form
     */
    public static AuditHead parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a head, expected LOG:NUMBER:MAC");
        }
        return new AuditHead(form.group(1), Long.parseLong(form.group(2)), form.group(3));
    }

    /**
     * The head in one word, to be kept by an outside system.
     *
     * @return the three parts with colons between them
     */
    public String text() {
        return logId + ":" + sequence + ":" + macHex;
    }
}
