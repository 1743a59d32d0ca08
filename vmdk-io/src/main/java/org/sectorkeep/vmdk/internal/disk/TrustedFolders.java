// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folders whose descriptors this process makes itself, so that they may name files elsewhere and block devices. A
 * descriptor from anywhere else could make a host hand out its own devices.
 */
public final class TrustedFolders {
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    private TrustedFolders() {}

    /** Trusts a folder, which need not exist, and all below it. */
    public static void add(Path folder) {
        FOLDERS.add(folder.toAbsolutePath().normalize());
    }

    /** Whether a folder, as its real path names it, is one of them or below one. */
    public static boolean contain(Path realFolder) throws IOException {
        for (Path folder : FOLDERS) {
            if (Files.isDirectory(folder) && realFolder.startsWith(folder.toRealPath())) {
                return true;
            }
        }
        return false;
    }
}
