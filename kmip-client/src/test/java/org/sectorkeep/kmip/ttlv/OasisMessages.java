// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sectorkeep.testing.TestData;

/** The messages of the OASIS test cases and profiles, KMIP 1.0 to 2.1. */
public final class OasisMessages {
    private static final Pattern LINE =
            Pattern.compile("\\{\"file\": \"([^\"]*)\", \"index\": (\\d+), .*\"hex\": \"([0-9a-f]*)\"}");

    private OasisMessages() {}

    /** A message and where it comes from. */
    public record Message(String origin, String hex) {
        /** A copy of the message. */
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** All of them; the test is skipped if there are none. */
    public static List<Message> all() {
        try {
            return Files.readAllLines(TestData.file("kmip/messages.jsonl")).stream()
                    .map(OasisMessages::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Message parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not a message: " + line);
        }
        return new Message(matcher.group(1) + " #" + matcher.group(2), matcher.group(3));
    }
}
