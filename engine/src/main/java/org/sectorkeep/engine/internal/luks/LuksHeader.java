// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.engine.UnsupportedLuksException;

/**
 * What a LUKS header of either version says.
 *
 * @param version of the format
 * @param uuid as it stands there
 * @param payload where and how the sectors are encrypted
 * @param keyslots the slots that can be opened, in the order in which they are tried
 * @param digest tells the volume key
 * @param envelope the wrapped volume key in base64, if a program of ours left one
 * @param remarks what is odd but does no harm, one line each
 */
public record LuksHeader(
        LuksVersion version,
        String uuid,
        Payload payload,
        List<Keyslot> keyslots,
        KeyDigest digest,
        Optional<String> envelope,
        List<String> remarks) {
    /** What trying all slots may cost: some minutes. */
    private static final long MAX_ITERATIONS = 1L << 27;

    private static final long MAX_MEMORY_PASSES_KIB = 1L << 28;

    public LuksHeader {
        keyslots = List.copyOf(keyslots);
        remarks = List.copyOf(remarks);
    }

    /** Whether a file has a LUKS header: it starts as one does, or the second header of version 2 is left. */
    public static boolean isIn(HeaderBytes file) throws IOException {
        return file.sizeBytes() >= Luks1Header.BYTES
                && (LuksMagic.PRIMARY.isAt(file.require(0, LuksMagic.LENGTH_BYTES, "magic"))
                        || new Luks2Copies(file).hasSecond());
    }

    /** Reads the header of a file. */
    public static LuksHeader read(HeaderBytes file) throws IOException {
        ByteBuffer start = file.require(0, LuksMagic.LENGTH_BYTES + Short.BYTES, "magic");
        if (!LuksMagic.PRIMARY.isAt(start)) {
            return new Luks2Reader(file).read();
        }
        int version = Short.toUnsignedInt(start.getShort(LuksMagic.LENGTH_BYTES));
        return switch (version) {
            case 1 -> new Luks1Reader(file).read();
            case 2 -> new Luks2Reader(file).read();
            default -> throw new UnsupportedLuksException(file.path(), "version " + version + ", expected 1 or 2");
        };
    }

    /** What people are shown of the slots: the number of each and how its passphrase is stretched. */
    public List<String> slotDescriptions() {
        return keyslots.stream()
                .map(slot -> slot.number() + ": " + slot.kdf().description())
                .toList();
    }

    /** The volume key, if a slot opens with the passphrase. The caller closes it. */
    public Optional<SecretBytes> open(HeaderBytes file, char[] passphrase) throws IOException {
        requireAffordable(file);
        for (Keyslot slot : keyslots) {
            Optional<SecretBytes> volumeKey = checked(slot.candidate(file, passphrase));
            if (volumeKey.isPresent()) {
                return volumeKey;
            }
        }
        return Optional.empty();
    }

    /** The candidate, or nothing, and then it is closed. */
    private Optional<SecretBytes> checked(SecretBytes candidate) {
        boolean right = false;
        try {
            right = isVolumeKey(candidate);
        } finally {
            if (!right) {
                candidate.close();
            }
        }
        return right ? Optional.of(candidate) : Optional.empty();
    }

    /** Whether a key is the one that the sectors are encrypted with. */
    public boolean isVolumeKey(SecretBytes key) {
        return key.lengthBytes() == payload.cipher().xts().keyBytes() && digest.isOf(key);
    }

    private void requireAffordable(HeaderBytes file) throws UnsupportedLuksException {
        if (keyslots.isEmpty()) {
            throw new UnsupportedLuksException(file.path(), "no key slot that a passphrase opens");
        }
        long iterations = 0;
        long memoryPassesKib = 0;
        for (Keyslot slot : keyslots) {
            iterations += slot.kdf().iterationCount() + digest.iterations();
            memoryPassesKib += slot.kdf().memoryPassesKib();
        }
        if (iterations > MAX_ITERATIONS || memoryPassesKib > MAX_MEMORY_PASSES_KIB) {
            throw new UnsupportedLuksException(
                    file.path(),
                    "key slots that cost " + iterations + " iterations of PBKDF2 and " + memoryPassesKib
                            + " KiB of passes of Argon2, expected at most " + MAX_ITERATIONS + " and "
                            + MAX_MEMORY_PASSES_KIB);
        }
    }
}
