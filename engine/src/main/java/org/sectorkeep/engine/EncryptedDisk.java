// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An encrypted VMDK, opened: plaintext in and out, ciphertext on storage. Of a snapshot all disks below it are opened
 * too, each with its own DEK, and only read.
 *
 * <p>AES-XTS hides the content of the disk from who has its files. It does not hide which grains of a sparse disk are
 * allocated, nor that a block has the same content again at the same place; and it detects neither tampering nor an old
 * state put back.
 *
 * <p>Only what is not aligned to 16 bytes at the ends of a write is read, changed and written back. Otherwise thread-safe
 * and atomic as {@link BlockDevice} says. The files of the disk are locked against other programs until it is closed.
 */
public final class EncryptedDisk implements BlockDevice {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptedDisk.class);

    private final VirtualDisk disk;
    private final Envelope envelope;
    private final boolean foreignWrites;
    private final LayeredDisk device;

    private EncryptedDisk(VirtualDisk disk, Envelope envelope, boolean foreignWrites, EncryptedChain.Opened opened) {
        this.disk = disk;
        this.envelope = envelope;
        this.foreignWrites = foreignWrites;
        this.device = new LayeredDisk(disk, opened.layer(), this::refuseIfReadOnly, opened.chain());
    }

    /**
     * Opens an encrypted disk, whichever it is.
     *
     * @param path its descriptor or sparse file
     * @param access {@code READ_WRITE} becomes read-only if the disk {@linkplain #hasForeignWrites() has foreign writes}
     * @param keys where the KEK comes from; stays the caller's
     * @return the open disk
     * @throws DiskRefusedException if it is not encrypted, its envelope does not belong to it, an operation on it is
     *     unfinished, or one of these is true of a disk below it
     * @throws MixedChainException if an unencrypted disk below it stands above an encrypted one
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws org.sectorkeep.vmdk.DiskInUseException if another program, or this one, has it open
     * @throws IOException if the files are damaged, not supported, or cannot be read
     */
    public static EncryptedDisk open(Path path, VirtualDisk.Access access, HostKeys keys) throws IOException {
        return open(path, access, DiskUnlocking.anyDisk(keys));
    }

    /**
     * Opens an encrypted disk that must be a certain one. Only so is a disk noticed that was swapped whole for another.
     *
     * @param path its descriptor or sparse file
     * @param access {@code READ_WRITE} becomes read-only if the disk {@linkplain #hasForeignWrites() has foreign writes}
     * @param keys where the KEK comes from; stays the caller's
     * @param expected the disk that it must be
     * @return the open disk
     * @throws WrongDiskException if it is another disk
     * @throws IOException for the reasons of {@link #open(Path, VirtualDisk.Access, HostKeys)}
     */
    public static EncryptedDisk open(Path path, VirtualDisk.Access access, HostKeys keys, DiskId expected)
            throws IOException {
        return open(path, access, DiskUnlocking.onlyDisk(keys, expected));
    }

    static EncryptedDisk open(Path path, VirtualDisk.Access access, DiskUnlocking unlocking) throws IOException {
        return open(VirtualDisk.open(path, access), unlocking);
    }

    /** Takes over an open disk, which is closed if that fails. */
    static EncryptedDisk open(VirtualDisk disk, DiskUnlocking unlocking) throws IOException {
        Path path = disk.path();
        try {
            Envelope envelope = unlocking.checkedEnvelope(disk);
            boolean foreignWrites = EncryptedChain.hasForeignWrites(disk);
            if (foreignWrites) {
                LOG.warn("'{}' was written to by a program that does not know its encryption: opened read-only", path);
            } else if (disk.access() == VirtualDisk.Access.READ_WRITE) {
                disk.onFirstWrite(EncryptionLines::acceptCid);
            }
            return new EncryptedDisk(disk, envelope, foreignWrites, EncryptedChain.open(disk, envelope, unlocking));
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, disk);
            throw e;
        }
    }

    /**
     * The envelope that the disk was opened with.
     *
     * @return the envelope: no secret
     */
    public Envelope envelope() {
        return envelope;
    }

    /**
     * Whether the CID of the disk, or of an encrypted one below it, is not as it was left: a program that knows nothing of
     * the encryption wrote to it, so that parts of it may be garbage. Such a disk is read-only until the writes are {@linkplain DiskCheck accepted}.
     *
     * @return {@code true} if it is so
     */
    public boolean hasForeignWrites() {
        return foreignWrites;
    }

    @Override
    public long capacityBytes() {
        return disk.capacityBytes();
    }

    @Override
    public boolean isReadOnly() {
        return foreignWrites || disk.access() == VirtualDisk.Access.READ_ONLY;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        device.read(offsetBytes, target);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        device.write(offsetBytes, source);
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        device.trim(offsetBytes, lengthBytes);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes) throws IOException {
        device.writeZeroes(offsetBytes, lengthBytes);
    }

    @Override
    public boolean isZeroingFast() {
        return device.isZeroingFast();
    }

    @Override
    public StoredRun stored(long offsetBytes, long maxLengthBytes) throws IOException {
        return device.stored(offsetBytes, maxLengthBytes);
    }

    @Override
    public void flush() throws IOException {
        device.flush();
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    /** The disk in the clear as it lies in its files; for the module's own readers, which do not outlive this object. */
    VirtualDisk virtualDisk() {
        return disk;
    }

    private void refuseIfReadOnly() throws DiskRefusedException {
        if (foreignWrites) {
            throw new ForeignWritesException(
                    "'" + disk.path() + "' is read-only: a program that does not know its encryption wrote to it");
        }
        LayeredDisk.refuseIfOpenedReadOnly(disk);
    }
}
