// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.testing.TestData;

/** Reads published AES-XTS vectors of every origin into one form. */
final class XtsVectors {
    private static final Path NIST = Path.of("/usr/lib/python3/dist-packages/cryptography_vectors/ciphers/AES/XTS");

    private XtsVectors() {}

    /** One data unit, whose tweak has 16 bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Vector(String name, byte[] key, byte[] tweak, byte[] plaintext, byte[] ciphertext) {}

    /** Those of the IEEE standard's annex B. */
    static List<Vector> ieee1619() throws IOException {
        List<Vector> vectors = new ArrayList<>();
        for (JsonElement each : JsonParser.parseString(Files.readString(TestData.file("ieee1619/xts.json")))
                .getAsJsonArray()) {
            JsonObject vector = each.getAsJsonObject();
            vectors.add(new Vector(
                    "IEEE 1619 vector " + (vectors.size() + 1),
                    hex(vector, "key"),
                    ReferenceXts.plain64(vector.get("dataUnitSequenceNumber").getAsLong()),
                    hex(vector, "plaintext"),
                    hex(vector, "ciphertext")));
        }
        return vectors;
    }

    /** Wycheproof's, those with AES-192 included; short IVs are padded on the right. */
    static List<Vector> wycheproof() throws IOException {
        List<Vector> vectors = new ArrayList<>();
        JsonObject file = JsonParser.parseString(Files.readString(TestData.file("wycheproof/aes_xts_test.json")))
                .getAsJsonObject();
        for (JsonElement group : file.getAsJsonArray("testGroups")) {
            for (JsonElement each : group.getAsJsonObject().getAsJsonArray("tests")) {
                JsonObject test = each.getAsJsonObject();
                if (!test.get("result").getAsString().equals("valid")) {
                    throw new AssertionError("test " + test.get("tcId") + " is not a valid one: not expected here");
                }
                vectors.add(new Vector(
                        "Wycheproof test " + test.get("tcId"),
                        hex(test, "key"),
                        Arrays.copyOf(hex(test, "iv"), 16),
                        hex(test, "msg"),
                        hex(test, "ct")));
            }
        }
        return vectors;
    }

    private static byte[] hex(JsonObject object, String field) {
        return HexFormat.of().parseHex(object.get(field).getAsString());
    }

    /** NIST's from one folder, those whose length is no whole number of bytes left out. */
    static List<Vector> nist(String folder) throws IOException {
        List<Vector> vectors = new ArrayList<>();
        for (String file : List.of("XTSGenAES128.rsp", "XTSGenAES256.rsp")) {
            Path path = NIST.resolve(folder).resolve(file);
            Peers.require(Files.exists(path), "the package python3-cryptography-vectors is not installed");
            Map<String, String> fields = new HashMap<>();
            for (String line : Files.readAllLines(path)) {
                String[] parts = line.split(" = ", 2);
                if (parts.length == 2) {
                    fields.put(parts[0].strip(), parts[1].strip());
                } else if (line.isBlank() && fields.containsKey("COUNT")) {
                    addNist(file, fields, vectors);
                    fields.clear();
                }
            }
            if (fields.containsKey("COUNT")) {
                addNist(file, fields, vectors);
            }
        }
        return vectors;
    }

    private static void addNist(String file, Map<String, String> fields, List<Vector> vectors) {
        if (Integer.parseInt(field(fields, "DataUnitLen")) % 8 != 0) {
            return;
        }
        byte[] tweak = fields.containsKey("i")
                ? HexFormat.of().parseHex(field(fields, "i"))
                : ReferenceXts.plain64(Long.parseLong(field(fields, "DataUnitSeqNumber")));
        vectors.add(new Vector(
                file + " count " + field(fields, "COUNT"),
                HexFormat.of().parseHex(field(fields, "Key")),
                tweak,
                HexFormat.of().parseHex(field(fields, "PT")),
                HexFormat.of().parseHex(field(fields, "CT"))));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new AssertionError("no field " + name + " in " + fields);
        }
        return value;
    }
}
