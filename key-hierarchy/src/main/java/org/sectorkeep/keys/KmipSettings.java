// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.internal.format.IdText;
import org.sectorkeep.kmip.KmipServer;

/**
 * How a KMIP provider reaches its key servers. All of it is public: passwords and keys are kept apart.
 *
 * @param servers 1 to {@value #MAX_SERVERS} addresses {@code HOST:PORT} ({@code [IPV6]:PORT}) of servers that hold the
 *     same keys
 * @param userOrNull the user name, or null if a password is not used
 * @param trust why the servers are believed
 * @param use how keys are used
 * @param versionOrNull the KMIP version to speak, such as {@code 1.4}, or null to ask each server
 * @param callDeadline how long one call may take at most, with its retries: 1 second to 10 minutes, cut to milliseconds
 */
public record KmipSettings(
        List<String> servers,
        @Nullable String userOrNull,
        KmipTrust trust,
        KmipKeyUse use,
        @Nullable String versionOrNull,
        Duration callDeadline) {
    /** The most servers of one provider. */
    public static final int MAX_SERVERS = 16;

    /** The longest user name in bytes of UTF-8. */
    public static final int MAX_USER_BYTES = 512;

    /** What one call may take if nothing else is said. */
    public static final Duration DEFAULT_CALL_DEADLINE = Duration.ofSeconds(30);

    private static final Pattern VERSION = Pattern.compile("1\\.[0-4]|2\\.[01]");

    /**
     * Checks everything and brings the addresses into one form.
     *
     * @param servers 1 to {@value #MAX_SERVERS} addresses {@code HOST:PORT} ({@code [IPV6]:PORT}) of servers that hold
     *     the same keys
     * @param userOrNull the user name, or null if a password is not used
     * @param trust why the servers are believed
     * @param use how keys are used
     * @param versionOrNull the KMIP version to speak, such as {@code 1.4}, or null to ask each server
     * @param callDeadline how long one call may take at most, with its retries: 1 second to 10 minutes, cut to
     *     milliseconds
     * @throws IllegalArgumentException if anything is not as said; the message is one line for the user
     */
    public KmipSettings {
        servers = servers.stream()
                .map(server -> KmipServer.parse(server).toString())
                .toList();
        if (servers.isEmpty() || servers.size() > MAX_SERVERS) {
            throw new IllegalArgumentException(servers.size() + " servers are given, expected 1 to " + MAX_SERVERS);
        }
        if (servers.stream().distinct().count() != servers.size()) {
            throw new IllegalArgumentException("a server is given twice: " + String.join(", ", servers));
        }
        if (userOrNull != null) {
            IdText.problem(userOrNull, MAX_USER_BYTES).ifPresent(problem -> {
                throw new IllegalArgumentException("user name " + problem);
            });
        }
        if (versionOrNull != null && !VERSION.matcher(versionOrNull).matches()) {
            throw new IllegalArgumentException(
                    "KMIP version '" + versionOrNull + "' is not one of 1.0 to 1.4, 2.0 and 2.1");
        }
        callDeadline = Duration.ofMillis(callDeadline.toMillis());
        if (callDeadline.compareTo(Duration.ofSeconds(1)) < 0 || callDeadline.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("call deadline " + callDeadline + " is not 1 second to 10 minutes");
        }
    }

    /**
     * The user name.
     *
     * @return the name, or empty if a password is not used
     */
    public Optional<String> user() {
        return Optional.ofNullable(userOrNull);
    }

    /**
     * The KMIP version to speak.
     *
     * @return the version, or empty to ask each server
     */
    public Optional<String> version() {
        return Optional.ofNullable(versionOrNull);
    }

    /**
     * The same for one server alone.
     *
     * @param server one of the servers
     * @return new settings
     */
    public KmipSettings only(String server) {
        return new KmipSettings(List.of(server), userOrNull, trust, use, versionOrNull, callDeadline);
    }

    /**
     * The same with another trust.
     *
     * @param other why the servers are believed
     * @return new settings
     */
    public KmipSettings withTrust(KmipTrust other) {
        return new KmipSettings(servers, userOrNull, other, use, versionOrNull, callDeadline);
    }
}
