// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.UnsupportedLuksException;

/** The two headers of version 2 in a file: which of them are sound, and which one counts. */
final class Luks2Copies {
    /** The sizes that a header may have, and so where the second one may stand (LUKS2 specification, section 2.1). */
    private static final List<Long> SIZES =
            List.of(1L << 14, 1L << 15, 1L << 16, 1L << 17, 1L << 18, 1L << 19, 1L << 20, 1L << 21, 1L << 22);

    private final HeaderBytes file;

    Luks2Copies(HeaderBytes file) {
        this.file = file;
    }

    /**
     * A sound header.
     *
     * @param json its JSON area, the zeroes behind the text included
     * @param remark what is odd about the other one
     */
    record Copy(Luks2BinaryHeader header, Octets json, Optional<String> remark) {
        private Copy besides(String remark) {
            return new Copy(header, json, Optional.of(remark));
        }
    }

    /** The newer of the sound headers, the first one if they are equally new. */
    Copy newest() throws IOException {
        Optional<Copy> first = copy(LuksMagic.PRIMARY, 0);
        Optional<Copy> second = first.isPresent()
                ? copy(LuksMagic.SECONDARY, first.get().header().headerBytes())
                : anySecond();
        if (first.isEmpty()) {
            return second.map(copy -> copy.besides("its first header is damaged: the second one was taken"))
                    .orElseThrow(() ->
                            new LuksFormatException(file.path(), "header", "neither of the two has a right checksum"));
        }
        if (second.isEmpty()) {
            return first.get().besides("its second header is damaged");
        }
        boolean secondIsNewer = Long.compareUnsigned(
                        second.get().header().sequence(), first.get().header().sequence())
                > 0;
        return secondIsNewer
                ? second.get().besides("its second header is newer than the first: the second one was taken")
                : first.get();
    }

    /** Whether there is a sound second header anywhere. */
    boolean hasSecond() throws IOException {
        return anySecond().isPresent();
    }

    private Optional<Copy> anySecond() throws IOException {
        for (long offsetBytes : SIZES) {
            Optional<Copy> found = copy(LuksMagic.SECONDARY, offsetBytes);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Copy> copy(LuksMagic magic, long offsetBytes) throws IOException {
        if (offsetBytes > file.sizeBytes() - Luks2BinaryHeader.BYTES) {
            return Optional.empty();
        }
        ByteBuffer start = file.require(offsetBytes, Luks2BinaryHeader.BYTES, "header");
        if (!magic.isAt(start) || start.getShort(LuksMagic.LENGTH_BYTES) != Luks2BinaryHeader.VERSION) {
            return Optional.empty();
        }
        Luks2BinaryHeader header = Luks2BinaryHeader.read(magic, start);
        boolean fits = header.offsetBytes() == offsetBytes
                && SIZES.contains(header.headerBytes())
                && (magic == LuksMagic.PRIMARY || header.headerBytes() == offsetBytes)
                && header.headerBytes() <= file.sizeBytes() - offsetBytes;
        return fits ? checked(header) : Optional.empty();
    }

    private Optional<Copy> checked(Luks2BinaryHeader header) throws IOException, UnsupportedLuksException {
        LuksHash hash = LuksHash.named(file.path(), header.checksumHash());
        byte[] whole = file.require(header.offsetBytes(), (int) header.headerBytes(), "header")
                .array();
        if (!checksum(hash, whole).equals(header.checksum())) {
            return Optional.empty();
        }
        byte[] json = Arrays.copyOfRange(whole, Luks2BinaryHeader.BYTES, whole.length);
        return Optional.of(new Copy(header, Octets.of(json), Optional.empty()));
    }

    /** The checksum of a header with its JSON area, filled up with zeroes. */
    static Octets checksum(LuksHash hash, byte[] whole) {
        MessageDigest digest = hash.digest();
        digest.update(whole, 0, Luks2BinaryHeader.CHECKSUM_OFFSET);
        digest.update(new byte[Luks2BinaryHeader.CHECKSUM_BYTES]);
        int rest = Luks2BinaryHeader.CHECKSUM_OFFSET + Luks2BinaryHeader.CHECKSUM_BYTES;
        digest.update(whole, rest, whole.length - rest);
        return Octets.of(Arrays.copyOf(digest.digest(), Luks2BinaryHeader.CHECKSUM_BYTES));
    }
}
