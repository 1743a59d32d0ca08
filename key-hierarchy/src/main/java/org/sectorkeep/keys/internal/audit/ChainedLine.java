// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sectorkeep.crypto.Hmac;
import org.sectorkeep.crypto.SecretBytes;

/**
 * A line with its MAC, which covers the MAC of the line before.
 *
 * @param number the line's number, from 1 on
 * @param covered the text that the MAC covers
 * @param macHex the MAC as it stands there
 */
public record ChainedLine(long number, String covered, String macHex) {
    /** What stands for the MAC before the first line. */
    public static final String NO_MAC = "00".repeat(32);

    private static final Pattern FORM =
            Pattern.compile("(\\{\"seq\":([1-9][0-9]{0,17}),.+),\"mac\":\"([0-9a-f]{64})\"\\}", Pattern.DOTALL);

    /** A new line behind another one. */
    public static ChainedLine next(SecretBytes key, String previousMacHex, long number, String covered) {
        return new ChainedLine(number, covered, HexFormat.of().formatHex(mac(key, previousMacHex, covered)));
    }

    /** A line as it stands in a file, without its end; nothing if it has not the form of one. */
    public static Optional<ChainedLine> parse(String line) {
        Matcher form = FORM.matcher(line);
        return form.matches()
                ? Optional.of(new ChainedLine(Long.parseLong(form.group(2)), form.group(1), form.group(3)))
                : Optional.empty();
    }

    private static byte[] mac(SecretBytes key, String previousMacHex, String covered) {
        return Hmac.sha256(key, HexFormat.of().parseHex(previousMacHex), covered.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether the holder of the key wrote this line, behind the one with that MAC. */
    public boolean follows(SecretBytes key, String previousMacHex) {
        return MessageDigest.isEqual(
                mac(key, previousMacHex, covered), HexFormat.of().parseHex(macHex));
    }

    /** The line as it is written, with its end. */
    public byte[] bytes() {
        return (covered + ",\"mac\":\"" + macHex + "\"}\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
