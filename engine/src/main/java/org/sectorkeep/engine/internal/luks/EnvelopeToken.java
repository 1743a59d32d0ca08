// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.sectorkeep.engine.LuksFormatException;

/**
 * The token in a header of version 2 that carries an envelope: the volume key wrapped under a KEK. Other programs keep
 * tokens whose type they do not know. {@code docs/on-disk-format.md} defines it.
 */
final class EnvelopeToken {
    private static final String TYPE = "sectorkeep-envelope";
    private static final String ENVELOPE = "envelope";

    private EnvelopeToken() {}

    /** It opens no key slot, so it names none. */
    static JsonObject of(String envelope) {
        JsonObject token = new JsonObject();
        token.addProperty("type", TYPE);
        token.add("keyslots", new JsonArray());
        token.addProperty(ENVELOPE, envelope);
        return token;
    }

    /** The envelope in base64; with more than one token of the type none can be told to be right. */
    static Optional<String> find(JsonFields root) throws LuksFormatException {
        Optional<String> found = Optional.empty();
        for (JsonFields token : root.numbered("tokens").values()) {
            if (token.text("type").equals(TYPE)) {
                if (found.isPresent()) {
                    throw root.damaged("tokens", "more than one of type '" + TYPE + "'");
                }
                found = Optional.of(token.text(ENVELOPE));
            }
        }
        return found;
    }

    /** Puts another envelope in the place of the one that is there. */
    static void replace(JsonObject root, String envelope) {
        for (String number : root.getAsJsonObject("tokens").keySet()) {
            JsonObject token = root.getAsJsonObject("tokens").getAsJsonObject(number);
            if (token.get("type").getAsString().equals(TYPE)) {
                token.addProperty(ENVELOPE, envelope);
            }
        }
    }
}
