// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.sectorkeep.testing.TestData;

/** Reads a file of Wycheproof vectors and makes each a test of its own, and one more that counts the outcomes. */
final class Wycheproof {
    /** Checks one vector and names the way in which it was right, for the count. */
    interface Check {
        String outcome(Vector vector) throws Exception;
    }

    /** One vector, with the group that it stands in. */
    record Vector(JsonObject group, JsonObject test) {
        int id() {
            return test.get("tcId").getAsInt();
        }

        boolean isValid() {
            return "valid".equals(result());
        }

        /** {@code valid}, {@code invalid} or {@code acceptable}. */
        String result() {
            return test.get("result").getAsString();
        }

        byte[] bytes(String field) {
            return HexFormat.of().parseHex(test.get(field).getAsString());
        }

        int number(String field) {
            return test.get(field).getAsInt();
        }

        private String name() {
            return "#" + id() + " " + result() + " " + test.get("comment").getAsString();
        }
    }

    private Wycheproof() {}

    /**
     * A test for each vector of {@code fileName}.
     *
     * @param expectedOutcomes how often each outcome is expected; their sum is the number of vectors
     */
    static Stream<DynamicTest> tests(String fileName, Map<String, Integer> expectedOutcomes, Check check) {
        List<Vector> vectors;
        try {
            vectors = read(fileName);
        } catch (TestAbortedException e) {
            // A factory that aborts is not counted as skipped; a test that does is.
            return Stream.of(DynamicTest.dynamicTest(fileName, () -> {
                throw e;
            }));
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        Stream<DynamicTest> each = vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name(), () -> outcomes.merge(check.outcome(vector), 1, Integer::sum)));
        DynamicTest count = DynamicTest.dynamicTest(
                "the outcomes are as many as expected",
                () -> assertThat(outcomes).containsExactlyInAnyOrderEntriesOf(expectedOutcomes));
        return Stream.concat(each, Stream.of(count));
    }

    private static List<Vector> read(String fileName) {
        List<Vector> vectors = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(TestData.file("wycheproof/" + fileName))) {
            JsonObject root = JsonParser.parseReader(reader).getAsJsonObject();
            for (JsonElement group : root.getAsJsonArray("testGroups")) {
                for (JsonElement test : group.getAsJsonObject().getAsJsonArray("tests")) {
                    vectors.add(new Vector(group.getAsJsonObject(), test.getAsJsonObject()));
                }
            }
            assertThat(vectors).hasSize(root.get("numberOfTests").getAsInt());
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
