// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@code .vmx} file, byte for byte, each byte as one character, its line end included.
 *
 * @param raw the line
 * @param key the key of a setting, as it is written; nothing for blank lines and comments
 * @param rawValue the value without its quotes, not yet decoded
 */
record VmxLine(String raw, @Nullable String key, String rawValue) {
    private static final int MAX_KEY_CHARS = 1024;
    private static final Pattern BLANK_OR_COMMENT = Pattern.compile("[ \\t]*(#.*)?", Pattern.DOTALL);

    /** What stands behind the second quote is a comment, or nothing. */
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"[ \\t]*(?:#.*)?", Pattern.DOTALL);

    /** A UTF-8 byte order mark, as characters of one byte. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    /** The line, or what is wrong with it. */
    static VmxLine parse(String raw) {
        String text = withoutLineEnd(raw.startsWith(MARK) ? raw.substring(MARK.length()) : raw);
        if (BLANK_OR_COMMENT.matcher(text).matches()) {
            return new VmxLine(raw, null, "");
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("is no setting, comment or blank line");
        }
        String key = text.substring(0, equals).strip();
        requireKey(key);
        return new VmxLine(raw, key, value(text.substring(equals + 1).strip()));
    }

    private static String value(String text) {
        if (!text.startsWith("\"")) {
            if (text.indexOf('"') >= 0) {
                throw new IllegalArgumentException("has a quote inside a value without quotes");
            }
            return text;
        }
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.matches()) {
            throw new IllegalArgumentException("has a value whose quotes do not match");
        }
        return quoted.group(1);
    }

    static void requireKey(String key) {
        boolean fits = !key.isEmpty()
                && key.length() <= MAX_KEY_CHARS
                && key.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '#' && c != 0x7f);
        if (!fits) {
            throw new IllegalArgumentException("has no key that is 1 to " + MAX_KEY_CHARS + " printable characters");
        }
    }

    private static String withoutLineEnd(String line) {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end);
    }

    /** Keys are found whatever their case. */
    boolean hasKey(String wanted) {
        return key != null && key.equalsIgnoreCase(wanted);
    }

    boolean hasLineEnd() {
        return raw.endsWith("\n");
    }
}
