// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.internal.io.Below;
import org.sectorkeep.engine.internal.io.CipherLayer;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * An encrypted disk and the disks below it, each encrypted link with its own cipher, as one run of plaintext. Below the
 * last encrypted link there may be unencrypted ones, but never above it.
 */
final class EncryptedChain implements Closeable {
    private final DiskUnlocking parents;
    private final List<RangeCipher> ciphers = new ArrayList<>();

    private EncryptedChain(DiskUnlocking unlocking) {
        this.parents = DiskUnlocking.anyDisk(unlocking.keys());
    }

    /** The chain and its plaintext. */
    record Opened(EncryptedChain chain, CipherLayer layer) {}

    /** Opens the envelopes of all links; the one of the top has been checked. */
    static Opened open(VirtualDisk top, Envelope envelope, DiskUnlocking unlocking) throws IOException {
        EncryptedChain chain = new EncryptedChain(unlocking);
        try {
            refuseMixed(top);
            return new Opened(chain, chain.layer(top, envelope));
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, chain);
            throw e;
        }
    }

    /** What shows through the holes of a disk, and the keys for that. */
    record OpenedBelow(EncryptedChain chain, Below below) {}

    /** Opens the envelopes of the links below a disk, whatever the disk itself is. */
    static OpenedBelow openBelow(VirtualDisk top, HostKeys keys) throws IOException {
        EncryptedChain chain = new EncryptedChain(DiskUnlocking.anyDisk(keys));
        try {
            return new OpenedBelow(chain, chain.belowOf(top));
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, chain);
            throw e;
        }
    }

    private Below belowOf(VirtualDisk disk) throws IOException {
        Optional<VirtualDisk> parent = disk.parent();
        return parent.isPresent() ? below(parent.get()) : Below.ZEROES;
    }

    private CipherLayer layer(VirtualDisk disk, Envelope envelope) throws IOException {
        RangeCipher cipher = new RangeCipher(parents.cipher(disk.path(), envelope));
        ciphers.add(cipher);
        return new CipherLayer(disk, cipher, belowOf(disk));
    }

    private Below below(VirtualDisk parent) throws IOException {
        if (!EncryptionLines.of(parent.descriptor()).isPresent()) {
            return Below.parent(parent.capacityBytes(), parent::read);
        }
        CipherLayer layer = layer(parent, parents.checkedEnvelope(parent));
        return Below.parent(parent.capacityBytes(), layer::read);
    }

    /** Refuses an unencrypted link above an encrypted one, and an unfinished operation below. */
    static void refuseMixed(VirtualDisk top) throws DiskRefusedException {
        VirtualDisk plain = null;
        for (VirtualDisk link : links(top)) {
            EncryptionLines lines = EncryptionLines.of(link.descriptor());
            lines.refuseUnfinished(link.path());
            if (!lines.isPresent()) {
                plain = plain == null ? link : plain;
            } else if (plain != null) {
                throw new MixedChainException(plain.path(), link.path());
            }
        }
    }

    /** A disk and all below it, from the top down. */
    static List<VirtualDisk> links(VirtualDisk top) {
        List<VirtualDisk> links = new ArrayList<>();
        for (Optional<VirtualDisk> link = Optional.of(top);
                link.isPresent();
                link = link.get().parent()) {
            links.add(link.get());
        }
        return links;
    }

    /** Whether a program that does not know the encryption wrote to one of the encrypted links. */
    static boolean hasForeignWrites(VirtualDisk top) {
        return links(top).stream().map(VirtualDisk::descriptor).anyMatch(descriptor -> {
            EncryptionLines lines = EncryptionLines.of(descriptor);
            return lines.isPresent() && lines.hasForeignWrites(descriptor);
        });
    }

    @Override
    public void close() {
        ciphers.forEach(RangeCipher::close);
    }
}
