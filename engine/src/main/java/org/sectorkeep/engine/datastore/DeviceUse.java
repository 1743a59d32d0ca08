// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the kernel of Linux says of the use of a device: locks of other programs do not tell of a mounted file system, of a
 * device mapper or of a loop device. Where there is no such kernel nothing is known.
 */
final class DeviceUse {
    private static final Path SYSTEM = Path.of("/");

    private final Path root;

    private DeviceUse(Path root) {
        this.root = root;
    }

    static DeviceUse ofThisHost() {
        return new DeviceUse(SYSTEM);
    }

    /** What is told below another root. */
    static DeviceUse below(Path root) {
        return new DeviceUse(root);
    }

    /** Who uses a device, given by its real path; nothing if nobody is known to. */
    Optional<String> of(Path device) throws IOException {
        if (isNamedIn("proc/mounts", device)) {
            return Optional.of("mounted");
        }
        if (isNamedIn("proc/swaps", device)) {
            return Optional.of("used for swapping");
        }
        String name = Objects.requireNonNull(device.getFileName()).toString();
        if (device.startsWith("/dev")
                && !entries(root.resolve("sys/class/block/" + name + "/holders"))
                        .isEmpty()) {
            return Optional.of("held by another device");
        }
        for (Path loop : entries(root.resolve("sys/block"))) {
            Path backing = loop.resolve("loop/backing_file");
            if (Files.isReadable(backing) && Files.readString(backing).strip().equals(device.toString())) {
                return Optional.of("the file of the loop device '" + loop.getFileName() + "'");
            }
        }
        return Optional.empty();
    }

    /** Whether the device, or a partition of it, begins a line. */
    private boolean isNamedIn(String table, Path device) throws IOException {
        Path file = root.resolve(table);
        if (!Files.isReadable(file)) {
            return false;
        }
        for (String line :
                Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
            String used = line.split("\\s", 2)[0];
            if (used.startsWith("/") && (isSame(Path.of(used), device) || isPartition(used, device))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Path used, Path device) throws IOException {
        return used.equals(device) || (Files.exists(used) && Files.isSameFile(used, device));
    }

    private boolean isPartition(String used, Path device) {
        Path partition = root.resolve(
                "sys/class/block/" + device.getFileName() + "/" + Path.of(used).getFileName());
        return device.startsWith("/dev") && used.startsWith("/dev/") && Files.isDirectory(partition);
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
