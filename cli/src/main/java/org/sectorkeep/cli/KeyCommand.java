// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code key …}: key encryption keys by themselves. */
@Command(
        name = "key",
        description = "Makes key encryption keys and asks for their states.",
        synopsisSubcommandLabel = "(create | state | audit)",
        subcommands = KeyAuditCommand.class)
final class KeyCommand extends CommandGroup {
    private final Context context;

    KeyCommand(Context context) {
        this.context = context;
    }

    @Command(name = "create", description = "Makes a new active key and prints its id.")
    int create(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "the provider (default: the default one)")
                    @Nullable
                    String name,
            @Option(names = "--json", description = "print one JSON object") boolean json,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            KeyId id = ring.keys().createKek(name == null ? ring.defaultProvider() : name);
            print(id, KeyState.ACTIVE, id.keyId(), json);
        }
        return ExitCode.DONE;
    }

    @Command(name = "state", description = "Prints the state that the provider knows a key in.")
    int state(
            @Parameters(paramLabel = "ID", description = "the key's id") String keyId,
            @Option(names = "--provider", paramLabel = "NAME", description = "its provider (default: the default one)")
                    @Nullable
                    String provider,
            @Option(names = "--json", description = "print one JSON object") boolean json,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            KeyId id = id(provider == null ? ring.defaultProvider() : provider, keyId);
            KeyState state = ring.keys().state(id);
            print(id, state, ProviderJson.state(state), json);
        }
        return ExitCode.DONE;
    }

    private static KeyId id(String provider, String keyId) throws UsageException {
        try {
            return new KeyId(provider, keyId);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), "sectorkeep info shows the key id of a disk");
        }
    }

    private void print(KeyId id, KeyState state, String plain, boolean json) {
        if (!json) {
            context.terminal().result(plain);
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("providerId", id.providerId());
        fields.put("keyId", id.keyId());
        fields.put("state", ProviderJson.state(state));
        context.terminal().resultText(Json.text(fields));
    }
}
