// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.sectorkeep.engine.internal.copy.LinkCopy;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;

/** The disks of a chain, from the base up, each readable in the clear. The disks themselves stay their opener's. */
final class ChainLinks implements Iterable<ChainLink>, Closeable {
    private final List<ChainLink> links = new ArrayList<>();
    private final List<EncryptedChain> opened = new ArrayList<>();

    private ChainLinks() {}

    /** The links of a chain in which none is encrypted. */
    static ChainLinks plain(VirtualDisk top) {
        ChainLinks chain = new ChainLinks();
        fromBase(top).forEach(disk -> chain.links.add(new ChainLink(disk, disk::read)));
        return chain;
    }

    /** The links of a chain whose topmost one is encrypted, each with all that it needs to be read. */
    static ChainLinks encrypted(VirtualDisk top, HostKeys keys) throws IOException {
        ChainLinks chain = new ChainLinks();
        try {
            for (VirtualDisk disk : fromBase(top)) {
                chain.add(disk, DiskUnlocking.anyDisk(keys));
            }
            return chain;
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, chain);
            throw e;
        }
    }

    private void add(VirtualDisk disk, DiskUnlocking unlocking) throws IOException {
        if (!EncryptionLines.of(disk.descriptor()).isPresent()) {
            links.add(new ChainLink(disk, disk::read));
            return;
        }
        EncryptedChain.Opened link = EncryptedChain.open(disk, unlocking.checkedEnvelope(disk), unlocking);
        opened.add(link.chain());
        links.add(new ChainLink(disk, link.layer()::read));
    }

    private static List<VirtualDisk> fromBase(VirtualDisk top) {
        List<VirtualDisk> disks = EncryptedChain.links(top);
        Collections.reverse(disks);
        return disks;
    }

    /** What all links hold themselves, in bytes. */
    long ownBytes() throws IOException {
        long sum = 0;
        for (ChainLink link : links) {
            sum += LinkCopy.ownBytes(link.disk());
        }
        return sum;
    }

    @Override
    public Iterator<ChainLink> iterator() {
        return Collections.unmodifiableList(links).iterator();
    }

    @Override
    public void close() {
        opened.forEach(EncryptedChain::close);
    }
}
