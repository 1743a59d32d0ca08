// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.keys.audit.Actor;
import org.sectorkeep.keys.control.AccessPolicy;
import org.sectorkeep.keys.control.Privilege;

/**
 * Who may do what in this installation: lines of a user's name and a role in the file {@code roles}. Users who do not stand
 * there, and all where there is no such file, are administrators.
 */
final class Roles {
    private static final String NO_CRYPTOGRAPHY = "no-cryptography-administrator";
    private static final String ADMINISTRATOR = "administrator";

    /** What needs leave. Commands that are not here use what is encrypted, or only look at it. */
    private static final Map<String, Privilege> NEEDED = Map.ofEntries(
            Map.entry("encrypt", Privilege.ENCRYPT),
            Map.entry("clone", Privilege.ENCRYPT),
            Map.entry("vm encrypt", Privilege.ENCRYPT),
            Map.entry("agent encrypt", Privilege.ENCRYPT),
            Map.entry("datastore create", Privilege.ENCRYPT),
            Map.entry("datastore enable", Privilege.ENCRYPT),
            Map.entry("decrypt", Privilege.DECRYPT),
            Map.entry("datastore disable", Privilege.DECRYPT),
            Map.entry("vm decrypt", Privilege.DECRYPT),
            Map.entry("agent decrypt", Privilege.DECRYPT),
            Map.entry("luks-header", Privilege.DECRYPT),
            Map.entry("rekey", Privilege.MANAGE_KEYS),
            Map.entry("rebind", Privilege.MANAGE_KEYS),
            Map.entry("vm rekey", Privilege.MANAGE_KEYS),
            Map.entry("agent rekey", Privilege.MANAGE_KEYS),
            Map.entry("datastore rekey", Privilege.MANAGE_KEYS),
            Map.entry("agent host", Privilege.MANAGE_KEYS),
            Map.entry("envelope restore", Privilege.MANAGE_KEYS),
            Map.entry("key create", Privilege.MANAGE_KEYS),
            Map.entry("provider add local", Privilege.MANAGE_PROVIDERS),
            Map.entry("provider add kmip", Privilege.MANAGE_PROVIDERS),
            Map.entry("provider default", Privilege.MANAGE_PROVIDERS),
            Map.entry("provider remove", Privilege.MANAGE_PROVIDERS),
            Map.entry("provider export", Privilege.MANAGE_PROVIDERS),
            Map.entry("provider import", Privilege.MANAGE_PROVIDERS),
            Map.entry("provider trust", Privilege.MANAGE_PROVIDERS));

    private Roles() {}

    /** What a command needs. */
    static Optional<Privilege> needed(String command) {
        return Optional.ofNullable(NEEDED.get(command));
    }

    /** What the user of this process may. */
    static AccessPolicy ofUser(Path home) throws IOException {
        Path file = home.resolve("roles");
        String user = Actor.userName();
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return AccessPolicy.administrator();
        }
        AccessPolicy found = AccessPolicy.administrator();
        for (String line : text.lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                String[] words = line.split("\\s+", -1);
                AccessPolicy role = role(file, words);
                found = words[0].equals(user) ? role : found;
            }
        }
        return found;
    }

    private static AccessPolicy role(Path file, String... words) throws IOException {
        if (words.length == 2 && words[1].equals(NO_CRYPTOGRAPHY)) {
            return AccessPolicy.noCryptographyAdministrator();
        } else if (words.length == 2 && words[1].equals(ADMINISTRATOR)) {
            return AccessPolicy.administrator();
        }
        throw new IOException("'" + file + "' has the line '" + String.join(" ", words) + "', expected a user and "
                + ADMINISTRATOR + " or " + NO_CRYPTOGRAPHY);
    }
}
