// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The table of names, read when the first name is asked for: coding needs none. */
final class TagNames {
    static final Map<Integer, String> BY_TAG = read();
    static final Map<String, Integer> BY_NAME =
            BY_TAG.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private TagNames() {}

    private static Map<Integer, String> read() {
        try (InputStream in = Objects.requireNonNull(TagNames.class.getResourceAsStream("tags.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .collect(Collectors.toUnmodifiableMap(
                            line -> Integer.parseInt(line.substring(0, 6), 16), line -> line.substring(7)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
