// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The blocks of a PEM file (RFC 7468). Works on bytes, never on strings, since a key may be among them. Text between
 * blocks is passed over.
 */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private Pem() {}

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param der its content; the receiver wipes it if it is secret
     * @param hasHeaders whether header lines stood before the content, as in encryption from before PKCS#8
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares blocks
    record Block(String label, byte[] der, boolean hasHeaders) {
        void wipe() {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** All blocks in their order; an unfinished one at the end is left out. */
    static List<Block> blocks(byte[] file) {
        List<Block> blocks = new ArrayList<>();
        int lineStart = 0;
        while (lineStart < file.length) {
            int lineEnd = endOfLine(file, lineStart);
            String label = label(file, lineStart, lineEnd);
            int next = lineEnd + 1;
            if (!label.isEmpty()) {
                int end = find(file, END + label + DASHES, next);
                if (end < 0) {
                    break;
                }
                blocks.add(block(label, file, next, end));
                next = endOfLine(file, end) + 1;
            }
            lineStart = next;
        }
        return blocks;
    }

    private static int endOfLine(byte[] file, int from) {
        int end = from;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        return end;
    }

    private static String label(byte[] file, int from, int to) {
        if (!startsWith(file, BEGIN, from)) {
            return "";
        }
        String line = new String(file, from, to - from, StandardCharsets.ISO_8859_1).stripTrailing();
        return line.endsWith(DASHES) && line.length() > BEGIN.length() + DASHES.length()
                ? line.substring(BEGIN.length(), line.length() - DASHES.length())
                : "";
    }

    private static int find(byte[] file, String text, int from) {
        for (int i = from; i <= file.length - text.length(); i++) {
            if (startsWith(file, text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] file, String text, int from) {
        if (text.length() > file.length - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (file[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Header lines hold a colon, which base64 does not. */
    private static Block block(String label, byte[] file, int from, int to) {
        int start = from;
        boolean hasHeaders = false;
        for (int i = from; i < to; i++) {
            if (file[i] == ':') {
                hasHeaders = true;
                start = endOfLine(file, i);
            }
        }
        byte[] body = Arrays.copyOfRange(file, Math.min(start, to), to);
        try {
            return new Block(label, Base64.getMimeDecoder().decode(body), hasHeaders);
        } catch (IllegalArgumentException e) {
            return new Block(label, new byte[0], hasHeaders);
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }
}
