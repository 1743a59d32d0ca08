// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.engine.internal.luks.NewHeader;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.VmdkFormatException;

/**
 * A device, or a file that stands for one, that holds one disk: what the descriptor says of it, which is all that decides how
 * its sectors are read. The descriptor stands elsewhere, in a {@linkplain VirtualDisk#trustDescriptorsIn trusted} folder.
 *
 * @param descriptor the descriptor
 * @param device the device
 * @param offsetBytes where the content begins on it: 0, or {@value #HEADER_BYTES} behind a LUKS2 header
 * @param capacityBytes how much it is
 * @param isEncrypted whether it is encrypted, or half-way to or from it
 * @param envelope what its envelope says
 * @param operation the operation in place that is unfinished
 * @param headerCopy where the copy of a header is that is not on the device
 */
public record DeviceVolume(
        Path descriptor,
        Path device,
        long offsetBytes,
        long capacityBytes,
        boolean isEncrypted,
        Optional<EnvelopeHeader> envelope,
        Optional<String> operation,
        Optional<Path> headerCopy) {
    /** What a LUKS2 header takes at the beginning of a device. */
    public static final long HEADER_BYTES = NewHeader.LUKS2_BYTES;

    private static final String HEADER_COPY = "sectorkeep.headerCopy";
    private static final int SECTOR_BYTES = 512;
    private static final int MAX_DESCRIPTOR_BYTES = 1 << 20;
    private static final int PIECE_BYTES = 1 << 20;

    /**
     * What a new volume gets.
     *
     * @param kek the KEK of its envelope
     * @param cipher the cipher of its sectors
     * @param unit their data unit
     */
    public record Encryption(KeyId kek, XtsCipher cipher, DataUnit unit) {}

    /**
     * Reads what a descriptor says. Needs no key and does not touch the device.
     *
     * @param descriptor the descriptor
     * @return what it says
     * @throws VmdkFormatException if it is not one of a volume
     * @throws IOException if it cannot be read
     */
    public static DeviceVolume read(Path descriptor) throws IOException {
        VmdkDescriptor found = text(descriptor);
        ExtentLine extent = found.extents().get(0);
        EncryptionLines lines = EncryptionLines.of(found);
        return new DeviceVolume(
                descriptor,
                Path.of(Objects.requireNonNull(extent.fileName())),
                Math.multiplyExact(extent.offsetSectors(), SECTOR_BYTES),
                Math.multiplyExact(extent.sectorCount(), SECTOR_BYTES),
                lines.isPresent(),
                envelope(found).map(Envelope::header),
                lines.operation(),
                found.value(HEADER_COPY).map(Path::of));
    }

    static VmdkDescriptor text(Path descriptor) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(descriptor)) {
            bytes = in.readNBytes(MAX_DESCRIPTOR_BYTES);
        }
        VmdkDescriptor found = VmdkDescriptor.parse(bytes, descriptor, 0);
        if (found.extents().size() != 1 || found.extents().get(0).fileName() == null) {
            throw new VmdkFormatException(descriptor, "descriptor", "extents", 0, "expected one, of a device");
        }
        return found;
    }

    /**
     * Whether its header stands on the device, before the content.
     *
     * @return {@code false} if it is, or would be, in a file of its own
     */
    public boolean isHeaderAttached() {
        return offsetBytes == HEADER_BYTES;
    }

    /**
     * Where its header is.
     *
     * @return the device, or the file beside the descriptor
     */
    public Path header() {
        return isHeaderAttached() ? device : headerFileOf(descriptor);
    }

    static Path headerFileOf(Path descriptor) {
        String name = Objects.requireNonNull(descriptor.getFileName()).toString();
        return descriptor.resolveSibling(name.replaceFirst("\\.vmdk$", "") + ".luks2");
    }

    /**
     * Describes a device that holds a disk in the clear, from its first byte on. The device is only locked and looked at.
     *
     * @param descriptor the descriptor to be, which is replaced if it is there
     * @param device the device
     * @param headerCopy where the copy of its header will be, should it be encrypted as it is
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program, or this process, has the device open
     * @throws IOException if the device cannot be opened, or the descriptor not be written
     */
    public static void describe(Path descriptor, Path device, Optional<Path> headerCopy) throws IOException {
        try (VirtualDisk whole = VirtualDisk.openDevice(device, Access.READ_WRITE)) {
            write(descriptor, withCopy(whole.descriptorFrom(descriptor), headerCopy));
        }
    }

    /**
     * Makes an encrypted volume of a device whose content nobody needs: a LUKS2 header with an envelope, then its sectors.
     * They are not written: what is read before it is written is random.
     *
     * @param keys where the KEK comes from
     * @param descriptor the descriptor to be
     * @param device the device
     * @param encryption what the volume gets
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program, or this process, has the device open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws IOException if reading or writing fails
     */
    public static void format(HostKeys keys, Path descriptor, Path device, Encryption encryption) throws IOException {
        long capacityBytes = clearHeader(device) - HEADER_BYTES;
        try (VirtualDisk part = VirtualDisk.openPart(device, Access.READ_WRITE, HEADER_BYTES, capacityBytes);
                XtsKey dek = XtsKey.generate(encryption.cipher())) {
            Envelope envelope = NewDiskKeys.wrap(keys, encryption.kek(), capacityBytes, dek, encryption.unit());
            write(descriptor, EncryptionLines.put(part.descriptorFrom(descriptor), envelope));
        }
        VolumeHeaders.follow(descriptor, keys);
    }

    /** Overwrites the place of a header with zeroes; answers the size of the device. */
    static long clearHeader(Path device) throws IOException {
        try (VirtualDisk whole = VirtualDisk.openDevice(device, Access.READ_WRITE)) {
            for (long at = 0; at < HEADER_BYTES; at += PIECE_BYTES) {
                whole.write(at, Zeroes.of(PIECE_BYTES));
            }
            whole.flush();
            return whole.capacityBytes();
        }
    }

    static VmdkDescriptor withCopy(VmdkDescriptor text, Optional<Path> headerCopy) {
        return headerCopy.isEmpty()
                ? text
                : text.with(HEADER_COPY, headerCopy.get().toString());
    }

    static void write(Path descriptor, VmdkDescriptor text) throws IOException {
        byte[] bytes = text.bytes();
        WholeFile.write(descriptor, ByteBuffer.wrap(bytes), bytes.length);
    }

    /** The envelope that a descriptor has. */
    static Optional<Envelope> envelope(VmdkDescriptor text) throws IOException {
        Optional<String> found = EncryptionLines.of(text).envelope();
        return found.isEmpty() ? Optional.empty() : Optional.of(Envelope.ofBase64(found.get()));
    }
}
