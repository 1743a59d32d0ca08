// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files published by others that tests read from the folder named by {@code SECTORKEEP_TESTDATA}. */
public final class TestData {
    private static final String VARIABLE = "SECTORKEEP_TESTDATA";

    private TestData() {}

    /** The file at {@code relativePath}, or the test is skipped (failed where peers are required). */
    public static Path file(String relativePath) {
        String folder = System.getenv(VARIABLE);
        Peers.require(folder != null, "the environment variable " + VARIABLE + " is not set");
        Path path = Path.of(folder == null ? "" : folder, relativePath);
        Peers.require(Files.exists(path), "test data '" + relativePath + "' is not in the folder of " + VARIABLE);
        return path;
    }
}
