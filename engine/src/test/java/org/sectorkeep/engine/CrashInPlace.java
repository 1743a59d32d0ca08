// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sectorkeep.keys.HostKeys;

/** A process that changes a disk in its place until it is killed, and prints a line after each window. */
final class CrashInPlace {
    static final int WINDOW_BYTES = 16 << 10;

    private CrashInPlace() {}

    /** Arguments: operation, layout, resilience, disk. */
    public static void main(String[] arguments) throws IOException {
        PrintStream lines = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.valueOf(arguments[0]),
                InPlaceDisks.Layout.valueOf(arguments[1]),
                Resilience.valueOf(arguments[2]));
        try (HostKeys keys = TestKeys.withFixedKek().hostKeys()) {
            InPlaceMeans means = new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES);
            scenario.run(Path.of(arguments[3]), means, (doneBytes, totalBytes) -> lines.println(doneBytes));
        }
    }
}
