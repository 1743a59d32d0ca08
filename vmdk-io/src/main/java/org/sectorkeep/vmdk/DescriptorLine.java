// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a descriptor as it stands there, its line end included: each char is one byte of the file.
 *
 * @param raw the line with its line end
 * @param offsetBytes where it starts in the text
 */
record DescriptorLine(String raw, long offsetBytes) {
    /** Possessive throughout: no line, however long, is looked at twice. */
    private static final Pattern EXTENT = Pattern.compile(
            "(RW|RDONLY|NOACCESS)\\s++(\\d++)\\s++(\\w++)(?:\\s++\"([^\"]*+)\"(?:\\s++(\\d++))?+)?+(?:\\s++(\\S.*+))?+",
            Pattern.DOTALL);

    boolean isBlankOrComment() {
        String stripped = raw.strip();
        return stripped.isEmpty() || stripped.startsWith("#");
    }

    /** What stands before the first equals sign, if that can be a key. */
    @Nullable
    String key() {
        int equalsSign = raw.indexOf('=');
        String key = equalsSign < 0 ? "" : raw.substring(0, equalsSign).strip();
        boolean fits = !key.isEmpty() && !key.startsWith("#") && key.chars().noneMatch(c -> c == '"' || isSpace(c));
        return fits ? key : null;
    }

    /** As {@code \s} in a pattern. */
    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    boolean hasKey(String key) {
        return key.equalsIgnoreCase(key());
    }

    /** The value of a line that has a key, without its quotes, each char one byte. */
    String rawValue() {
        String value = raw.substring(raw.indexOf('=') + 1).strip();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    boolean isExtent() {
        String stripped = raw.strip();
        return (stripped.startsWith("R") || stripped.startsWith("N"))
                && EXTENT.matcher(stripped).matches();
    }

    /** The extent; the numbers must fit a {@code long}, else {@link NumberFormatException}. */
    ExtentLine extent(Charset charset) {
        Matcher matcher = EXTENT.matcher(raw.strip());
        if (!matcher.matches()) {
            throw new IllegalStateException("not an extent line");
        }
        String name = matcher.group(4);
        String offset = matcher.group(5);
        String rest = matcher.group(6);
        return new ExtentLine(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                matcher.group(3),
                name == null ? null : decode(name, charset),
                offset == null ? 0 : Long.parseLong(offset),
                rest == null ? "" : rest);
    }

    static String decode(String raw, Charset charset) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), charset);
    }

    static String encode(String text, Charset charset) {
        return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
    }
}
