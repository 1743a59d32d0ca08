// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native library out of the jar: unpacked into a new folder that only its owner can enter, loaded, and deleted
 * at once. Folders from which the system lets nothing run ({@code noexec}) are passed over.
 */
public final class ShimLibrary {
    static final String RESOURCE = "linux-x86_64/libsectorkeep_shim.so";

    private ShimLibrary() {}

    /** Loads the library of this jar. */
    public static Shim load() throws ShimUnavailableException {
        checkPlatform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        try (InputStream resource = ShimLibrary.class.getResourceAsStream(RESOURCE)) {
            return load(resource, LibraryFolders.candidates());
        } catch (IOException e) {
            throw new ShimUnavailableException("the library in the jar cannot be read: " + e.getMessage());
        }
    }

    static void checkPlatform(String system, String architecture) throws ShimUnavailableException {
        boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux") || !x86) {
            throw new ShimUnavailableException("it is for Linux on x86-64, this is " + system + " on " + architecture);
        }
    }

    static Shim load(@Nullable InputStream resource, List<Path> folders) throws ShimUnavailableException, IOException {
        if (resource == null) {
            throw new ShimUnavailableException("this jar was built without the native library (no C compiler)");
        }
        if (folders.isEmpty()) {
            throw new ShimUnavailableException(
                    "neither the temporary folder nor the user's home can be written to and executed from");
        }
        byte[] library = resource.readAllBytes();
        List<String> failures = new ArrayList<>();
        for (Path folder : folders) {
            try {
                return loadFrom(folder, library);
            } catch (IOException | LinkageError e) {
                failures.add(folder + ": " + e.getMessage());
            }
        }
        throw new ShimUnavailableException("the library cannot be loaded from " + String.join("; ", failures));
    }

    private static Shim loadFrom(Path parent, byte[] library) throws IOException {
        Path folder = Files.createTempDirectory(
                parent,
                ".sectorkeep-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = folder.resolve("libsectorkeep_shim.so");
        try {
            Files.write(file, library);
            return Jnr.load(Shim.class, file.toString());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
