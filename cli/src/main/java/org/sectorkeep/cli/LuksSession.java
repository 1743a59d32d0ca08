// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.LuksConversion;
import org.sectorkeep.engine.LuksHeaders;
import org.sectorkeep.engine.LuksMeans;

/**
 * What one command does with LUKS files: its keys, and the passphrase that opens, and is set for, all of them. The
 * passphrase is read once, since a file descriptor can be read only once.
 */
final class LuksSession implements AutoCloseable {
    private final KeyOptions options;
    private final KeyRing ring;
    private final @Nullable Path header;
    private char @Nullable [] passphrase;

    private LuksSession(KeyOptions options, KeyRing ring, @Nullable Path header) {
        this.options = options;
        this.ring = ring;
        this.header = header;
    }

    /**
     * Opens a session.
     *
     * @param options where the passphrase of LUKS files comes from
     * @param store where the passphrase of the key store comes from
     * @param header where the header of a source is, if not in it
     */
    static LuksSession open(Context context, KeyOptions options, StoreOptions store, @Nullable Path header)
            throws IOException {
        return new LuksSession(options, KeyRing.open(context, store.asKeyOptions()), header);
    }

    KeyRing ring() {
        return ring;
    }

    /** A passphrase that is given goes before an envelope. */
    LuksConversion conversion() {
        LuksMeans means = options.source == null ? LuksMeans.ENVELOPE_IF_ANY : LuksMeans.PASSPHRASE;
        LuksConversion conversion = new LuksConversion(
                ring.keys(),
                means,
                purpose -> get(() -> Passphrases.toOpen(options, purpose)),
                purpose -> get(() -> Passphrases.toSet(options, purpose)));
        return header == null ? conversion : conversion.withHeaderOf(header);
    }

    LuksHeaders headers() {
        return new LuksHeaders(ring.keys(), purpose -> get(() -> Passphrases.toSet(options, purpose)));
    }

    private interface Asking {
        char[] ask() throws IOException;
    }

    private char[] get(Asking asking) throws IOException {
        char @Nullable [] known = passphrase;
        if (known == null) {
            known = asking.ask();
            passphrase = known;
        }
        return known.clone();
    }

    @Override
    public void close() {
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        }
        ring.close();
    }
}
