// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.engine.internal.copy.LinkCopy;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * The links of a chain, from the base up, as they were when it was looked at.
 *
 * @param links at least one
 */
record ChainState(List<Link> links) {
    /**
     * One disk of the chain.
     *
     * @param path its real path
     * @param ownBytes what it holds itself, in bytes
     */
    record Link(Path path, EncryptionLines lines, long ownBytes) {
        boolean isEncrypted() {
            return lines.isPresent();
        }

        boolean isUnfinished() {
            return lines.operation().isPresent();
        }

        /** Its envelope, if it is encrypted. */
        Optional<Envelope> envelope() throws IOException {
            Optional<String> text = lines.envelope();
            return text.isPresent() ? Optional.of(Envelope.ofBase64(text.get())) : Optional.empty();
        }

        /** What its envelope says, if it is encrypted. */
        Optional<EnvelopeHeader> header() throws IOException {
            return envelope().map(Envelope::header);
        }
    }

    static ChainState read(Path path) throws IOException {
        try (VirtualDisk top = VirtualDisk.open(path, Access.READ_ONLY)) {
            return of(top);
        }
    }

    static ChainState of(VirtualDisk top) throws IOException {
        List<Link> links = new ArrayList<>();
        for (VirtualDisk disk : EncryptedChain.links(top)) {
            links.add(new Link(disk.path(), EncryptionLines.of(disk.descriptor()), LinkCopy.ownBytes(disk)));
        }
        Collections.reverse(links);
        return new ChainState(List.copyOf(links));
    }

    boolean isSingle() {
        return links.size() == 1;
    }

    Link top() {
        return links.get(links.size() - 1);
    }

    /** The encrypted links, from the base up. */
    List<Link> encrypted() {
        return links.stream().filter(Link::isEncrypted).toList();
    }

    List<Path> paths() {
        return links.stream().map(Link::path).toList();
    }

    /** What some of the links hold themselves, in bytes. */
    static long ownBytes(List<Link> some) {
        return some.stream().mapToLong(Link::ownBytes).sum();
    }

    /** Refuses an unencrypted link above an encrypted one. */
    void refuseMixed() throws MixedChainException {
        Path encrypted = null;
        for (Link link : links) {
            if (link.isEncrypted()) {
                encrypted = link.path();
            } else if (encrypted != null) {
                throw new MixedChainException(link.path(), Objects.requireNonNull(encrypted));
            }
        }
    }
}
