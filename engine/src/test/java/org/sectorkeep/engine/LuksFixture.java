// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.internal.luks.SlotCost;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.PassphraseSource;

/** Conversions whose passphrase is "secret" and costs next to nothing. */
final class LuksFixture {
    static final SlotCost CHEAP = new SlotCost(1_000, 64, 1);
    static final PassphraseSource SECRET = purpose -> "secret".toCharArray();
    static final PassphraseSource WRONG = purpose -> "wrong".toCharArray();

    private LuksFixture() {}

    static LuksConversion byPassphrase(HostKeys keys, PassphraseSource toOpen) {
        return new LuksConversion(keys, LuksMeans.PASSPHRASE, toOpen, SECRET, CHEAP);
    }

    /** Opens by envelope only: there is no passphrase to be had. */
    static LuksConversion byEnvelope(HostKeys keys) {
        return new LuksConversion(keys, LuksMeans.ENVELOPE_IF_ANY, PassphraseSource.none(), SECRET, CHEAP);
    }

    static LuksHeaders headers(HostKeys keys) {
        return new LuksHeaders(keys, SECRET, CHEAP);
    }

    /** A request with an envelope where the version has a place for it. */
    static LuksRequest request(Path source, Path destination, LuksVersion version, XtsCipher cipher, DataUnit unit) {
        return new LuksRequest(
                source,
                destination,
                version,
                version == LuksVersion.LUKS2 ? Optional.of(TestKeys.ID) : Optional.empty(),
                Optional.empty(),
                cipher,
                unit,
                Overwrite.REFUSE,
                ProgressListener.NONE);
    }
}
