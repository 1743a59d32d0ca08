// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.sectorkeep.keys.HostKeys;

/**
 * A process that changes a disk in its place until it is killed. It makes itself ready on a disk of its own, prints a
 * line, waits for a line that says what to do, and then prints one line after each window.
 */
final class CrashInPlace {
    static final int WINDOW_BYTES = 16 << 10;

    private CrashInPlace() {}

    /** Whether it goes on by itself after a window. */
    enum Pace {
        FREE,
        HELD;

        private void wait(BufferedReader orders) {
            try {
                if (this == HELD && orders.readLine() == null) {
                    throw new IllegalStateException("nobody holds it any more");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Arguments: a folder for the disk of its own; another one if it shall do no more than that. */
    public static void main(String[] arguments) throws IOException {
        PrintStream lines = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (HostKeys keys = TestKeys.withFixedKek().hostKeys()) {
            InPlaceMeans means = new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES);
            Path own = InPlaceDisks.plain(
                    Files.createTempDirectory(Path.of(arguments[0]), "own"),
                    InPlaceDisks.Layout.MONOLITHIC_SPARSE,
                    WINDOW_BYTES,
                    1);
            new InPlaceScenario(
                            InPlaceScenario.Operation.ENCRYPT,
                            InPlaceDisks.Layout.MONOLITHIC_SPARSE,
                            Resilience.JOURNAL)
                    .run(own, means, ProgressListener.NONE);
            lines.println("ready");
            if (arguments.length > 1) {
                return;
            }
            String[] order = Objects.requireNonNull(orders.readLine()).split(" ", 5);
            InPlaceScenario scenario = new InPlaceScenario(
                    InPlaceScenario.Operation.valueOf(order[1]),
                    InPlaceDisks.Layout.valueOf(order[2]),
                    Resilience.valueOf(order[3]));
            Pace pace = Pace.valueOf(order[0]);
            scenario.run(Path.of(order[4]), means, (doneBytes, totalBytes) -> {
                lines.println(doneBytes);
                pace.wait(orders);
            });
        }
    }
}
