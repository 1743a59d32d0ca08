// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.Fields;
import org.sectorkeep.keys.HostState;

/** How a host comes to keys, as JSON. */
final class HostFields {
    private static final int MOST_HOURS = 24 * 366;

    private HostFields() {}

    static HostSettings read(Optional<Fields> found) throws BadJsonException {
        if (found.isEmpty()) {
            return HostSettings.DEFAULT;
        }
        Fields fields = found.get();
        HostSettings.Trust trust = switch (fields.text("trust").orElse("direct")) {
            case "direct" -> HostSettings.Trust.DIRECT;
            case "standard" -> HostSettings.Trust.STANDARD;
            default -> throw fields.refused("trust", "is neither direct nor standard");
        };
        HostState state = state(fields, fields.text("state").orElse("safe"));
        Optional<Fields> cache = fields.object("sealedCache");
        fields.requireNoOthers();
        return new HostSettings(trust, state, cache.isPresent() ? Optional.of(cache(cache.get())) : Optional.empty());
    }

    private static HostSettings.SealedCache cache(Fields fields) throws BadJsonException {
        long hours = fields.number("hours", 1, MOST_HOURS, 0);
        Optional<String> file = fields.text("keyFile");
        Optional<Fields> token = fields.object("token");
        fields.requireNoOthers();
        if (hours == 0) {
            throw fields.refused("hours", "is missing: how long a key is of use after it was fetched");
        }
        if (file.isPresent() == token.isPresent()) {
            throw fields.refused("keyFile", "and 'token': one of them is needed");
        }
        HostSettings.SealedBy by =
                file.isPresent() ? new HostSettings.SealedBy.KeyFile(Path.of(file.get())) : token(token.orElseThrow());
        return new HostSettings.SealedCache(Duration.ofHours(hours), by);
    }

    private static HostSettings.SealedBy token(Fields fields) throws BadJsonException {
        HostSettings.SealedBy token = new HostSettings.SealedBy.Token(
                Path.of(fields.requireText("library")),
                (int) fields.number("slotIndex", 0, Integer.MAX_VALUE, 0),
                Path.of(fields.requireText("pinFile")));
        fields.requireNoOthers();
        return token;
    }

    /** A state that a host can be told to have. */
    static HostState state(Fields fields, String text) throws BadJsonException {
        return switch (text) {
            case "incapable" -> HostState.INCAPABLE;
            case "prepared" -> HostState.PREPARED;
            case "safe" -> HostState.SAFE;
            default -> throw fields.refused("state", "is neither incapable nor prepared nor safe");
        };
    }

    static JsonObject write(HostSettings settings) {
        JsonObject object = new JsonObject();
        object.addProperty("trust", code(settings.trust()));
        object.addProperty("state", code(settings.state()));
        settings.cache().ifPresent(cache -> object.add("sealedCache", write(cache)));
        return object;
    }

    private static JsonObject write(HostSettings.SealedCache cache) {
        JsonObject object = new JsonObject();
        object.addProperty("hours", cache.limit().toHours());
        if (cache.by() instanceof HostSettings.SealedBy.Token token) {
            JsonObject written = new JsonObject();
            written.addProperty("library", token.library().toString());
            written.addProperty("slotIndex", token.slotIndex());
            written.addProperty("pinFile", token.pinFile().toString());
            object.add("token", written);
        } else if (cache.by() instanceof HostSettings.SealedBy.KeyFile keyFile) {
            object.addProperty("keyFile", keyFile.file().toString());
        }
        return object;
    }

    static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
