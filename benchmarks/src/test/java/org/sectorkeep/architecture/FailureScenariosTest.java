// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/failure-scenarios.md} to the tests that it names. */
class FailureScenariosTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final int LEAST_ROWS = 30;

    /** The sources of all tests, by the names of their classes. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> each.toString().contains("/src/test/java/"))
                    .toList()) {
                String name = Objects.requireNonNull(file.getFileName()).toString();
                sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
        }
        return sources;
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/failure-scenarios.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails"))
                .toList();
    }

    @Test
    void everyFailureNamesTestsThatExist() throws IOException {
        Map<String, String> sources = sources();
        List<String> wrong = new ArrayList<>();
        for (String row : rows()) {
            List<MatchResult> named = NAMED_TEST.matcher(row).results().toList();
            if (named.isEmpty() && !row.endsWith("| said here |")) {
                wrong.add("no test: " + row);
            }
            for (MatchResult test : named) {
                String source = sources.getOrDefault(test.group(1), "");
                if (!Pattern.compile("\\bvoid " + test.group(2) + "\\(")
                        .matcher(source)
                        .find()) {
                    wrong.add(test.group());
                }
            }
        }
        assertThat(rows()).hasSizeGreaterThan(LEAST_ROWS);
        assertThat(wrong).isEmpty();
    }
}
