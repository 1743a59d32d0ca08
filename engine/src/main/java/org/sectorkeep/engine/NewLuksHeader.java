// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sectorkeep.crypto.BugException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.luks.HeaderBytes;
import org.sectorkeep.engine.internal.luks.HeaderImage;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.engine.internal.luks.NewHeader;
import org.sectorkeep.engine.internal.luks.SlotCost;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.PassphraseSource;

/**
 * Makes LUKS headers and sees to it that they open.
 *
 * @param passphrases where the passphrase of the key slot comes from
 * @param cost what trying a passphrase shall cost
 */
record NewLuksHeader(PassphraseSource passphrases, SlotCost cost) {
    /** Refuses what the version has no place for. */
    static void requirePossible(Path disk, LuksVersion version, DataUnit unit) throws DiskRefusedException {
        if (version == LuksVersion.LUKS1 && unit != DataUnit.BYTES_512) {
            throw new DiskRefusedException(
                    "'" + disk + "' cannot have a LUKS1 header: its data unit is " + unit.bytes() + " bytes, not 512");
        }
    }

    /** A header of the right size for a key, which nothing is in yet. */
    NewHeader plan(LuksVersion version, LuksPlacement placement, DataUnit unit, Optional<Envelope> envelope) {
        Optional<String> token = version == LuksVersion.LUKS1 ? Optional.empty() : envelope.map(Envelope::toBase64);
        return new NewHeader(version, placement, unit, token, cost);
    }

    /** Asks for the passphrase, makes the header and opens it again. */
    HeaderImage make(Path file, NewHeader plan, XtsKey volumeKey) throws IOException {
        char[] passphrase = passphrases.passphrase("'" + file + "'");
        try {
            HeaderImage image = plan.make(volumeKey, passphrase);
            HeaderBytes written = image.asFile(file);
            try (SecretBytes opened = LuksHeader.read(written)
                    .open(written, passphrase)
                    .orElseThrow(() -> new BugException("a header just made does not open"))) {
                if (!opened.contentEquals(volumeKey.bytes())) {
                    throw new BugException("a header just made opens another key");
                }
            }
            return image;
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }
}
