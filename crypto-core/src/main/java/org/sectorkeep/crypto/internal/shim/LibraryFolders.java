// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folders into which a native library can be unpacked and from which it then can be loaded. Servers are often set up so
 * that nothing runs from {@code /tmp}; the user's own folders serve there.
 */
final class LibraryFolders {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private LibraryFolders() {}

    /** The temporary folder, the user's run-time folder, the user's home: those of them that serve. */
    static List<Path> candidates() throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        List<String> mounts = Files.isReadable(MOUNTS) ? Files.readAllLines(MOUNTS) : List.of();
        addIfServing(System.getProperty("java.io.tmpdir"), mounts, folders);
        addIfServing(System.getenv("XDG_RUNTIME_DIR"), mounts, folders);
        addIfServing(System.getProperty("user.home"), mounts, folders);
        return new ArrayList<>(folders);
    }

    private static void addIfServing(@Nullable String name, List<String> mounts, Set<Path> folders) throws IOException {
        if (name == null || name.isEmpty() || !Files.isDirectory(Path.of(name))) {
            return;
        }
        Path folder = Path.of(name).toRealPath();
        if (Files.isWritable(folder) && !isNoExec(folder, mounts)) {
            folders.add(folder);
        }
    }

    /** Whether the mount that a folder lies in forbids execution; lines as in proc(5), the last mount of a point wins. */
    static boolean isNoExec(Path folder, List<String> mounts) {
        int longest = -1;
        boolean noExec = false;
        for (String line : mounts) {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            Path point = Path.of(fields[1].replace("\\040", " "));
            if (folder.startsWith(point) && point.getNameCount() >= longest) {
                longest = point.getNameCount();
                noExec = List.of(fields[3].split(",", -1)).contains("noexec");
            }
        }
        return noExec;
    }
}
