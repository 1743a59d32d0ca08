// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.sectorkeep.testing.Peers;

/**
 * Reads the text files of NIST's validation programs, as Debian's {@code python3-cryptography-vectors} installs them:
 * blocks of {@code NAME = VALUE} lines, and {@code [NAME = VALUE]} lines that hold for all blocks after them.
 */
final class NistVectors {
    private static final Path FOLDER = Path.of("/usr/lib/python3/dist-packages/cryptography_vectors");

    /** One block. A line without a value, such as {@code FAIL}, has an empty one. */
    record Vector(Map<String, String> values) {
        boolean has(String name) {
            return values.containsKey(name);
        }

        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new AssertionError("vector has no " + name + ": " + values);
            }
            return value;
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        byte[] bytes(String name) {
            return HexFormat.of().parseHex(text(name));
        }
    }

    private NistVectors() {}

    /** All blocks of a file; the test is skipped, or fails where peers are required, if it is absent. */
    static List<Vector> read(String relativePath) {
        Path file = FOLDER.resolve(relativePath);
        Peers.require(Files.exists(file), "Debian's python3-cryptography-vectors is not installed");
        List<Vector> vectors = new ArrayList<>();
        Map<String, String> section = new HashMap<>();
        Map<String, String> block = new HashMap<>();
        for (String line : lines(file)) {
            if (line.isBlank()) {
                finish(block, section, vectors);
            } else if (line.startsWith("[")) {
                put(line.substring(1, line.length() - 1), section);
            } else if (!line.startsWith("#")) {
                put(line, block);
            }
        }
        finish(block, section, vectors);
        return vectors;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(String line, Map<String, String> values) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? line : line.substring(0, equals);
        String value = equals < 0 ? "" : line.substring(equals + 1);
        values.put(name.strip(), value.strip());
    }

    private static void finish(Map<String, String> block, Map<String, String> section, List<Vector> vectors) {
        if (!block.isEmpty()) {
            Map<String, String> values = new HashMap<>(section);
            values.putAll(block);
            vectors.add(new Vector(values));
            block.clear();
        }
    }
}
