// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the usual commands once, on a disk and a key store of its own in a temporary folder, and prints nothing. The
 * launcher lets the Java runtime record what is loaded meanwhile, and keeps that as an archive which makes later starts
 * fast.
 */
public final class Rehearsal {
    private static final int DISK_BYTES = 4 << 20;

    private final Path folder;

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    /** Takes no arguments. Ends with 0 if every command did. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("sectorkeep-rehearsal-");
        boolean done;
        try {
            done = new Rehearsal(folder).perform();
        } finally {
            try (Stream<Path> made = Files.walk(folder)) {
                for (Path each : made.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Runtime.getRuntime().halt(done ? ExitCode.DONE : ExitCode.FAILED);
    }

    private boolean perform() throws IOException {
        String plain = folder.resolve("plain.raw").toString();
        String encrypted = folder.resolve("encrypted.vmdk").toString();
        String sparse = folder.resolve("sparse.vmdk").toString();
        Files.write(Path.of(plain), new byte[DISK_BYTES]);
        return Stream.of(
                        List.of("--help"),
                        List.of("encrypt", plain, "-o", encrypted),
                        List.of("decrypt", encrypted, "--format", "monolithicSparse", "-o", sparse),
                        List.of("info", encrypted),
                        List.of("info", sparse),
                        List.of("provider", "list"))
                .allMatch(command -> run(command) == ExitCode.DONE);
    }

    private int run(List<String> command) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        SectorkeepHome home = new SectorkeepHome(folder.resolve("home"));
        return Main.run(new Terminal(nowhere, nowhere, false), home, command.toArray(new String[0]));
    }
}
