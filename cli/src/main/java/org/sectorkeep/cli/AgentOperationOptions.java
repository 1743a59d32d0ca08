// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an operation in place is done by an agent. */
final class AgentOperationOptions {
    @Option(names = "--detach", description = "do not wait for its end")
    boolean detach;

    @Option(
            names = "--resilience",
            paramLabel = "checksum|journal",
            description = "survive writes torn at 512-byte boundaries (checksum, the default) or at any byte (journal)")
    private @Nullable String resilience;

    @Mixin
    private final RateOption rate = new RateOption();

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    KeyOptions keyOptions() {
        return keyOptions;
    }

    /** Whether the operation takes a key encryption key that the disk has not had. */
    boolean needsKey(JsonObject request) {
        return !request.get("op").getAsString().equals("decrypt");
    }

    JsonObject request(String op, String disk) {
        JsonObject request = AgentTalk.request(op);
        request.addProperty("disk", disk);
        request.addProperty("resilience", resilience);
        if (rate.isGiven()) {
            request.addProperty("maxBytesPerSecond", rate.bytesPerSecond());
        }
        return request;
    }
}
