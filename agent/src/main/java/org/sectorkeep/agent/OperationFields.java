// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.sectorkeep.agent.internal.disks.Operation;
import org.sectorkeep.agent.internal.disks.OperationStart;
import org.sectorkeep.agent.internal.json.Fields;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.Resilience;

/** An operation that is asked for, as the control protocol writes it. */
final class OperationFields {
    private OperationFields() {}

    /** Reads all that is left of a request. */
    static OperationStart read(Operation.Kind kind, Fields fields, AgentKeys source) throws IOException {
        boolean moves = kind == Operation.Kind.MOVE;
        boolean encrypts = kind == Operation.Kind.ENCRYPT || moves;
        Optional<String> provider = kind == Operation.Kind.DECRYPT ? Optional.empty() : fields.text("provider");
        Optional<String> keyId = kind == Operation.Kind.DECRYPT ? Optional.empty() : fields.text("keyId");
        Optional<String> cipher = encrypts ? fields.text("cipher") : Optional.empty();
        long dataUnitBytes = encrypts ? fields.number("dataUnitBytes", 512, 4096, 512) : 512;
        String resilience = fields.text("resilience").orElse("checksum");
        long bytesPerSecond = fields.number("maxBytesPerSecond", 1, Long.MAX_VALUE, Long.MAX_VALUE);
        OperationStart.Destination destination = moves ? destination(fields) : null;
        fields.requireNoOthers();
        if (kind == Operation.Kind.ENCRYPT && provider.isEmpty()) {
            provider = Optional.of(source.defaultProvider());
        }
        return new OperationStart(
                kind,
                provider,
                keyId,
                cipher.isPresent() ? XtsCipher.ofLabel(cipher.get()) : XtsCipher.AES_XTS_256,
                DataUnit.ofBytes((int) dataUnitBytes),
                resilience(fields, resilience),
                bytesPerSecond,
                destination);
    }

    private static OperationStart.Destination destination(Fields fields) throws IOException {
        try {
            return new OperationStart.Destination(
                    Path.of(fields.requireText("device")),
                    fields.text("headerCopy").map(Path::of));
        } catch (InvalidPathException e) {
            throw fields.refused("device", "is no path, or 'headerCopy' is none");
        }
    }

    private static Resilience resilience(Fields fields, String text) throws IOException {
        for (Resilience each : Resilience.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw fields.refused("resilience", "is neither checksum nor journal");
    }
}
