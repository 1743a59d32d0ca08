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
    private static final Pattern SETTING = Pattern.compile("\\s*([^\\s\"=]+)\\s*=\\s*(.*?)\\s*", Pattern.DOTALL);
    private static final Pattern EXTENT = Pattern.compile(
            "\\s*(RW|RDONLY|NOACCESS)\\s+(\\d+)\\s+(\\w+)(?:\\s+\"([^\"]*)\"(?:\\s+(\\d+))?)?(?:\\s+(\\S.*?))?\\s*",
            Pattern.DOTALL);

    boolean isBlankOrComment() {
        String stripped = raw.strip();
        return stripped.isEmpty() || stripped.startsWith("#");
    }

    @Nullable
    String key() {
        Matcher matcher = setting();
        return matcher == null ? null : matcher.group(1);
    }

    boolean hasKey(String key) {
        return key.equalsIgnoreCase(key());
    }

    /** The value without its quotes, each char one byte. */
    @Nullable
    String rawValue() {
        Matcher matcher = setting();
        if (matcher == null) {
            return null;
        }
        String value = matcher.group(2);
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private @Nullable Matcher setting() {
        Matcher matcher = SETTING.matcher(raw);
        return !isBlankOrComment() && matcher.matches() ? matcher : null;
    }

    boolean isExtent() {
        return EXTENT.matcher(raw).matches();
    }

    /** The extent; the numbers must fit a {@code long}, else {@link NumberFormatException}. */
    ExtentLine extent(Charset charset) {
        Matcher matcher = EXTENT.matcher(raw);
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
