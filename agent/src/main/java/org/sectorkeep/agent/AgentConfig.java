// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that an agent knows after a restart.
 *
 * @param control the unix socket of its control protocol; absolute
 * @param listen where NBD clients connect
 * @param metrics where its metrics are read: a unix socket or a loopback port without TLS; nowhere when empty
 * @param retry when what is locked is tried again
 * @param lockDeadline how long a lock may take: 1 second to 10 minutes
 * @param host how it comes to keys
 * @param disks the disks that it serves; no path and no export twice
 */
public record AgentConfig(
        Path control,
        List<ListenAddress> listen,
        Optional<ListenAddress> metrics,
        Retry retry,
        Duration lockDeadline,
        HostSettings host,
        List<AgentDisk> disks) {
    /** How long a lock may take if nothing else is said. */
    public static final Duration DEFAULT_LOCK_DEADLINE = Duration.ofSeconds(30);

    private static final Duration MOST_LOCK_DEADLINE = Duration.ofMinutes(10);

    /**
     * When a disk that could not be opened is tried again: after the first time, then after twice the time before, up to the
     * last; from each a random part of up to half is taken away.
     *
     * @param first 10 milliseconds or more
     * @param most not less than {@code first}, at most an hour
     */
    public record Retry(Duration first, Duration most) {
        /** Half a second to half a minute. */
        public static final Retry DEFAULT = new Retry(Duration.ofMillis(500), Duration.ofSeconds(30));

        /**
         * Checks the bounds.
         *
         * @param first the time before the second attempt
         * @param most the longest time between two
         * @throws IllegalArgumentException if they are not as said
         */
        public Retry {
            if (first.toMillis() < 10 || most.compareTo(first) < 0 || most.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("retries from " + first.toMillis() + " to " + most.toMillis()
                        + " milliseconds are not from 10 milliseconds to an hour");
            }
        }
    }

    /**
     * Copies the lists and checks them.
     *
     * @param control the unix socket of the control protocol
     * @param listen where NBD clients connect
     * @param metrics where metrics are read
     * @param retry when what is locked is tried again
     * @param lockDeadline how long a lock may take
     * @param host how it comes to keys
     * @param disks the disks
     * @throws IllegalArgumentException if anything is not as said; the message is one line for the user
     */
    public AgentConfig {
        if (!control.isAbsolute()) {
            throw new IllegalArgumentException("path '" + control + "' is not absolute");
        }
        listen = List.copyOf(listen);
        disks = List.copyOf(disks);
        if (lockDeadline.toMillis() < 1000 || lockDeadline.compareTo(MOST_LOCK_DEADLINE) > 0) {
            throw new IllegalArgumentException("the deadline of a lock is not 1 second to 10 minutes");
        }
        requireUnlike(disks);
        metrics.ifPresent(AgentConfig::requireLocal);
    }

    /**
     * What an agent does that was told nothing: it listens in one folder, and serves no disk yet.
     *
     * @param folder the folder of its sockets; absolute
     * @return the configuration
     */
    public static AgentConfig in(Path folder) {
        return new AgentConfig(
                folder.resolve("agent.sock"),
                List.of(new ListenAddress.Unix(folder.resolve("nbd.sock"))),
                Optional.empty(),
                Retry.DEFAULT,
                DEFAULT_LOCK_DEADLINE,
                HostSettings.DEFAULT,
                List.of());
    }

    /**
     * The same with other disks.
     *
     * @param others the disks
     * @return the configuration
     * @throws IllegalArgumentException if a path or an export is there twice
     */
    public AgentConfig withDisks(List<AgentDisk> others) {
        return new AgentConfig(control, listen, metrics, retry, lockDeadline, host, others);
    }

    /**
     * The same with another way to keys.
     *
     * @param other the way
     * @return the configuration
     */
    public AgentConfig with(HostSettings other) {
        return new AgentConfig(control, listen, metrics, retry, lockDeadline, other, disks);
    }

    /**
     * The same with one disk more.
     *
     * @param disk the disk
     * @return the configuration
     * @throws IllegalArgumentException if its path or its export is there already
     */
    public AgentConfig with(AgentDisk disk) {
        List<AgentDisk> more = new ArrayList<>(disks);
        more.add(disk);
        return withDisks(more);
    }

    /**
     * The same without the disk of an export.
     *
     * @param export its name
     * @return the configuration
     */
    public AgentConfig without(String export) {
        return withDisks(
                disks.stream().filter(disk -> !disk.export().equals(export)).toList());
    }

    private static void requireUnlike(List<AgentDisk> disks) {
        Set<String> exports = new HashSet<>();
        Set<Path> paths = new HashSet<>();
        for (AgentDisk disk : disks) {
            if (!exports.add(disk.export())) {
                throw new IllegalArgumentException("the export '" + disk.export() + "' is there twice");
            }
            if (!paths.add(disk.path())) {
                throw new IllegalArgumentException("the disk '" + disk.path() + "' is there twice");
            }
        }
    }

    private static void requireLocal(ListenAddress address) {
        if (address instanceof ListenAddress.Tcp tcp
                && (tcp.tls().isPresent()
                        || !Set.of("127.0.0.1", "::1", "localhost").contains(tcp.host()))) {
            throw new IllegalArgumentException(
                    "metrics are served on a unix socket or on 127.0.0.1 or ::1 only, found '" + tcp.host() + "'");
        }
    }
}
