// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.audit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who uses keys: a process and what it does.
 *
 * @param host the name of the host
 * @param user the operating system's user that the process runs as
 * @param loginUserOrNull the number of the user who logged in, where the system keeps it: it stays the same through
 *     {@code sudo} and {@code su}
 * @param command what runs, such as {@code encrypt} or {@code agent}
 * @param processId the process
 * @param objectOrNull what it works on, for uses that name no file of their own
 */
public record Actor(
        String host,
        String user,
        @Nullable Long loginUserOrNull,
        String command,
        long processId,
        @Nullable Path objectOrNull) {
    private static final Path LOGIN_USER = Path.of("/proc/self/loginuid");
    private static final Path SELF = Path.of("/proc/self");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final long NOBODY = 0xffffffffL;

    /**
     * This process.
     *
     * @param command what runs
     * @param object what it works on, if that is one thing
     * @return the actor
     */
    public static Actor ofProcess(String command, Optional<Path> object) {
        return new Actor(
                hostName(),
                userName(),
                loginUser(),
                command,
                ProcessHandle.current().pid(),
                object.map(Path::toAbsolutePath).orElse(null));
    }

    /**
     * The user that this process runs as.
     *
     * @return the name as the system knows it; what Java was told where the system does not say
     */
    public static String userName() {
        try {
            return Files.getOwner(SELF).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return String.valueOf(System.getProperty("user.name"));
        }
    }

    /**
     * How this host is called, in audit logs and in the directory.
     *
     * @return its name as the system knows it; no name service is asked where it can be had without
     */
    public static String hostName() {
        return line(HOST_NAME).orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        });
    }

    private static @Nullable Long loginUser() {
        try {
            Long user = line(LOGIN_USER).map(Long::valueOf).orElse(null);
            return user == null || user == NOBODY ? null : user;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Optional<String> line(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty(); // another system, or one that does not keep it
        }
    }
}
