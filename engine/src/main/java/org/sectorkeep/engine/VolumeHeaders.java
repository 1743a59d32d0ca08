// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.engine.internal.luks.HeaderImage;
import org.sectorkeep.engine.internal.luks.Luks2Envelope;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.engine.internal.luks.NewHeader;
import org.sectorkeep.engine.internal.luks.NewSegment;
import org.sectorkeep.engine.internal.luks.SlotCost;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * The LUKS2 headers of {@linkplain DeviceVolume volumes}. What counts is the descriptor; a header is a copy of it for other
 * programs, without a key slot until somebody adds one, and follows it: on the device, or in two files.
 */
public final class VolumeHeaders {
    private VolumeHeaders() {}

    /**
     * Brings the header of a volume, wherever it is, to what the descriptor says: the same envelope, key slots kept, if it is
     * of the same DEK; otherwise a new one; none if the volume is not encrypted. Does nothing for a disk that is no volume, or
     * on which an operation is unfinished.
     *
     * @param descriptor the descriptor; nobody has the device open
     * @param keys asked for the KEK only where a new header is to be made
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK is needed and cannot be had
     * @throws IOException if reading or writing fails
     */
    public static void follow(Path descriptor, HostKeys keys) throws IOException {
        if (!isVolume(descriptor)) {
            return;
        }
        DeviceVolume volume = DeviceVolume.read(descriptor);
        if (volume.operation().isPresent()) {
            return;
        }
        Optional<Envelope> envelope = DeviceVolume.envelope(DeviceVolume.text(descriptor));
        if (envelope.isEmpty()) {
            remove(volume);
            return;
        }
        follow(volume, envelope.get(), place(volume), keys);
        if (!volume.isHeaderAttached() && volume.headerCopy().isPresent()) {
            copy(volume.header(), volume.headerCopy().get());
        }
    }

    private static void copy(Path header, Path copy) throws IOException {
        if (!Files.exists(copy) || Files.mismatch(header, copy) >= 0) {
            byte[] all = Files.readAllBytes(header);
            WholeFile.write(copy, ByteBuffer.wrap(all), all.length);
        }
    }

    private static void follow(DeviceVolume volume, Envelope envelope, HeaderPlace place, HostKeys keys)
            throws IOException {
        Optional<Envelope> present = present(place);
        if (present.equals(Optional.of(envelope))) {
            return;
        }
        Optional<DekId> dek = present.map(found -> found.header().dekId());
        if (dek.equals(Optional.of(envelope.header().dekId()))) {
            place.exchange(Luks2Envelope.exchanged(place.bytes(), envelope.toBase64()));
        } else {
            place.replace(made(volume, envelope, keys));
        }
    }

    /** The envelope in a header that is sound. */
    private static Optional<Envelope> present(HeaderPlace place) throws IOException {
        if (!place.exists()) {
            return Optional.empty();
        }
        try {
            return LuksUnlocking.envelope(LuksHeader.read(place.bytes()));
        } catch (LuksFormatException e) {
            return Optional.empty();
        }
    }

    private static HeaderImage made(DeviceVolume volume, Envelope envelope, HostKeys keys) throws IOException {
        boolean attached = volume.isHeaderAttached();
        NewHeader wanted = new NewHeader(
                LuksVersion.LUKS2,
                attached ? LuksPlacement.ATTACHED : LuksPlacement.DETACHED,
                envelope.header().dataUnit(),
                Optional.of(envelope.toBase64()),
                SlotCost.USUAL,
                new NewSegment(volume.offsetBytes(), OptionalLong.of(volume.capacityBytes())));
        try (SecretBytes dek = DiskUnlocking.anyDisk(keys).unwrap(volume.descriptor(), envelope);
                XtsKey key = XtsKey.of(dek)) {
            return wanted.makeWithoutSlot(key);
        }
    }

    /**
     * Takes the headers of a volume away: its sectors are about to be rewritten under another key or none. They come back
     * when {@link #follow} is called after that, without the key slots that they had.
     *
     * @param descriptor the descriptor; nobody has the device open. A disk that is no volume is left alone
     * @throws IOException if writing fails
     */
    public static void withdraw(Path descriptor) throws IOException {
        if (isVolume(descriptor)) {
            remove(DeviceVolume.read(descriptor));
        }
    }

    /** Where the descriptor of a volume lies no other disk does. */
    private static boolean isVolume(Path descriptor) throws IOException {
        return VirtualDisk.isTrusted(descriptor);
    }

    private static void remove(DeviceVolume volume) throws IOException {
        place(volume).remove();
        if (!volume.isHeaderAttached() && volume.headerCopy().isPresent()) {
            WholeFile.delete(volume.headerCopy().get());
        }
    }

    private static HeaderPlace place(DeviceVolume volume) {
        return volume.isHeaderAttached() ? HeaderPlace.onDevice(volume.device()) : HeaderPlace.inFile(volume.header());
    }
}
