// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal;

/** Makes text of a peer fit for a log: one line, no control or direction characters, of bounded length. */
public final class Printable {
    private static final int MAX_CHARACTERS = 200;

    private Printable() {}

    /** The text with every character that is no visible one or a space replaced by {@code ?}, cut where it is too long. */
    public static String oneLine(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_CHARACTERS));
        int index = 0;
        while (index < text.length() && out.length() < MAX_CHARACTERS) {
            int character = text.codePointAt(index);
            out.appendCodePoint(isVisible(character) ? character : '?');
            index += Character.charCount(character);
        }
        return index < text.length() ? out.append("...").toString() : out.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
