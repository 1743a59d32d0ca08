// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.crypto.internal.shim.SystemCalls;

/**
 * Where a file that this process has open has holes: parts that read as zeroes and have no storage. The file system is
 * asked ({@code SEEK_DATA} and {@code SEEK_HOLE} of lseek(2)) through the descriptor that is already open, because opening
 * and closing another one would drop the process's POSIX locks on the file. The position of the descriptor changes, which
 * only matters to whoever reads from it without giving a position.
 *
 * <p>Lives in this module since it alone calls the operating system. Linux only. Safe for concurrent use, as long as the
 * file stays open; not afterwards.
 */
public final class OpenFileHoles {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final int descriptor;

    private OpenFileHoles(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Finds the descriptor of a file.
     *
     * @param file a file that this process has open, and keeps open as long as the answer is used
     * @return its holes; empty where they cannot be found out, and where the process has the file open more than once: the
     *     other descriptor might be closed, and its number given to another file, while the answer is used
     * @throws IOException if the file's attributes cannot be read
     */
    public static Optional<OpenFileHoles> of(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (key == null || !Files.isReadable(DESCRIPTORS)) {
            return Optional.empty();
        }
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : descriptors) {
                if (isOpenAs(each, key)) {
                    found.add(Integer.parseInt(each.getFileName().toString()));
                }
            }
        }
        return found.size() == 1 ? Optional.of(new OpenFileHoles(found.get(0))) : Optional.empty();
    }

    private static boolean isOpenAs(Path descriptor, Object key) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(descriptor, BasicFileAttributes.class);
            return Objects.equals(attributes.fileKey(), key);
        } catch (NoSuchFileException e) {
            return false; // closed meanwhile
        }
    }

    /**
     * Where the hole ends that begins at, or goes on over, a byte.
     *
     * @param offsetBytes 0 or more
     * @return the first byte behind it that is data, or the end of the file if there is none; the offset itself if there
     *     is no hole, or nobody knows
     */
    public long holeEndBytes(long offsetBytes) {
        long found = SystemCalls.seek(descriptor, offsetBytes, SystemCalls.Whence.DATA);
        if (found == SystemCalls.NOTHING_THERE) {
            found = SystemCalls.seek(descriptor, 0, SystemCalls.Whence.END);
        }
        return Math.max(found, offsetBytes);
    }

    /**
     * Where the next hole begins.
     *
     * @param offsetBytes inside the file, not in a hole
     * @return the first byte of it, the end of the file if there is none; {@link Long#MAX_VALUE} if nobody knows
     */
    public long dataEndBytes(long offsetBytes) {
        long found = SystemCalls.seek(descriptor, offsetBytes, SystemCalls.Whence.HOLE);
        return found > offsetBytes ? found : Long.MAX_VALUE;
    }
}
