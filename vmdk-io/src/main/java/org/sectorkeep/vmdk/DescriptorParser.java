// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads descriptors. Strict about what it does not understand: a line passed over could be an extent. */
final class DescriptorParser {
    /** Keys that may stand only once. {@code CID} is not among them: everybody takes the first one. */
    private static final Set<String> ONCE =
            Set.of("version", "encoding", "parentcid", "createtype", "parentfilenamehint", "changetrackpath");

    private static final String OUR_PREFIX = "sectorkeep.";
    private static final String STRUCTURE = "descriptor";

    private final Path file;
    private final long startBytes;

    DescriptorParser(Path file, long startBytes) {
        this.file = file;
        this.startBytes = startBytes;
    }

    VmdkDescriptor parse(byte[] bytes) throws VmdkFormatException, UnsupportedDiskException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        if (end >= 0) {
            checkLeftOver(text.substring(end), end);
        }
        List<DescriptorLine> lines = split(end < 0 ? text : text.substring(0, end));
        Set<String> seen = new HashSet<>();
        for (DescriptorLine line : lines) {
            check(line, seen);
        }
        return new VmdkDescriptor(lines, charset(lines));
    }

    /** QEMU, when it writes a shorter CID, leaves the end of the old text behind the NUL. An extent there is no such end. */
    private void checkLeftOver(String text, int offset) throws VmdkFormatException {
        int end;
        for (int start = 0; start < text.length(); start = end) {
            if (text.charAt(start) == '\0') {
                end = start + 1;
                continue;
            }
            int nul = text.indexOf('\0', start);
            end = nul < 0 ? text.length() : nul;
            for (DescriptorLine line : split(text.substring(start, end))) {
                if (line.isExtent()) {
                    long position = startBytes + offset + start + line.offsetBytes();
                    throw new VmdkFormatException(file, STRUCTURE, "padding", position, "an extent behind a NUL");
                }
            }
        }
    }

    private static List<DescriptorLine> split(String text) {
        List<DescriptorLine> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(new DescriptorLine(text.substring(start, end), start));
            start = end;
        }
        return lines;
    }

    private void check(DescriptorLine line, Set<String> seen) throws VmdkFormatException {
        String key = line.key();
        if (line.isExtent()) {
            checkNumbers(line);
        } else if (key != null) {
            checkSetting(line, key.toLowerCase(Locale.ROOT), seen);
        } else if (!line.isBlankOrComment()) {
            throw damaged(line, "line", "neither a setting nor an extent: '" + shown(line) + "'");
        }
    }

    private void checkNumbers(DescriptorLine line) throws VmdkFormatException {
        try {
            line.extent(StandardCharsets.ISO_8859_1);
        } catch (NumberFormatException e) {
            throw damaged(line, "extent", "number out of range: '" + shown(line) + "'");
        }
    }

    private void checkSetting(DescriptorLine line, String key, Set<String> seen) throws VmdkFormatException {
        boolean once = ONCE.contains(key) || key.startsWith(OUR_PREFIX);
        if (!seen.add(key) && once) {
            throw damaged(line, key, "given twice");
        }
        boolean contentId = key.equals("cid") || key.equals("parentcid");
        if (contentId && !line.rawValue().matches("[0-9a-fA-F]{1,8}")) {
            throw damaged(line, key, "expected up to 8 hexadecimal digits, found '" + shown(line) + "'");
        }
    }

    private Charset charset(List<DescriptorLine> lines) throws UnsupportedDiskException {
        for (DescriptorLine line : lines) {
            if (line.hasKey("encoding")) {
                return named(line.rawValue());
            }
        }
        return isUtf8(lines) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    }

    private Charset named(String name) throws UnsupportedDiskException {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UnsupportedDiskException(file, "its descriptor is in the unknown encoding '" + clean(name) + "'");
        }
    }

    private static boolean isUtf8(List<DescriptorLine> lines) {
        try {
            for (DescriptorLine line : lines) {
                byte[] bytes = line.raw().getBytes(StandardCharsets.ISO_8859_1);
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            }
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private VmdkFormatException damaged(DescriptorLine line, String field, String problem) {
        return new VmdkFormatException(file, STRUCTURE, clean(field), startBytes + line.offsetBytes(), problem);
    }

    private static String shown(DescriptorLine line) {
        return clean(line.raw().strip());
    }

    /** Fit for a message of one line. */
    private static String clean(String raw) {
        String printable = raw.replaceAll("[^ -~]", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "..." : printable;
    }
}
