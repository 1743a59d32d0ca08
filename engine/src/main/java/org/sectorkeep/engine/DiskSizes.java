// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ChildDisks;
import org.sectorkeep.vmdk.DiskResize;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Gives disks another size, in place. A larger disk has zeroes behind its old end: encrypted zeroes where an encrypted
 * disk stores them, holes where it need not. The envelope of an encrypted disk names its size, so it is made anew for the
 * same DEK and KEK, one generation up, and comes into force with the size in one step: a crash leaves a disk of the old
 * size or of the new one, that opens.
 *
 * <p>Thread-safe.
 */
public final class DiskSizes {
    private final HostKeys keys;

    /**
     * Works with these keys.
     *
     * @param keys where KEKs come from; stays the caller's; not asked for plain disks
     */
    public DiskSizes(HostKeys keys) {
        this.keys = keys;
    }

    /**
     * Gives a disk another size.
     *
     * @param request what to do
     * @return the new envelope, if the disk is encrypted
     * @throws DiskRefusedException if the size is the disk's, fits no data unit, or is smaller and nothing may be lost,
     *     or its file has bytes behind its end that would be;
     *     if the disk has snapshots beside it, foreign writes, an unfinished operation, or another envelope than its own
     * @throws WrongDiskException if it is another disk than expected
     * @throws UnsupportedDiskException if a disk of that kind cannot get that size
     * @throws NotEnoughSpaceException if what will be stored does not fit
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws CancelledException if the progress listener says so; the disk is as it was
     * @throws IOException if reading or writing fails; the disk has its old size or its new one
     */
    public Optional<Envelope> resize(ResizeRequest request) throws IOException {
        requireSize(request.capacityBytes());
        refuseParent(request.disk());
        try (VirtualDisk disk = VirtualDisk.open(request.disk(), Access.READ_ONLY)) {
            requireAllowed(disk, request);
        }
        try (DiskResize resize = DiskResize.begin(request.disk(), request.capacityBytes(), request.tracking())) {
            EncryptedChain.refuseMixed(resize.disk());
            refuseHidden(resize, request);
            if (!EncryptionLines.of(resize.disk().descriptor()).isPresent()) {
                resizePlain(resize, request);
                return Optional.empty();
            }
            return Optional.of(resizeEncrypted(resize, request));
        }
    }

    private static void requireSize(long capacityBytes) throws DiskRefusedException {
        if (capacityBytes < 512 || capacityBytes % 512 != 0) {
            throw new DiskRefusedException("the size of a disk is a multiple of 512 bytes, found " + capacityBytes);
        }
    }

    private static void requireAllowed(VirtualDisk disk, ResizeRequest request) throws DiskRefusedException {
        long oldBytes = disk.capacityBytes();
        if (request.capacityBytes() == oldBytes) {
            throw new DiskRefusedException("'" + request.disk() + "' has the size of " + oldBytes + " bytes already");
        }
        if (request.capacityBytes() < oldBytes && request.loss() == ResizeRequest.Loss.REFUSE) {
            throw new ContentLossException("'" + request.disk() + "' would lose the last "
                    + (oldBytes - request.capacityBytes()) + " of its " + oldBytes + " bytes");
        }
    }

    private static void refuseHidden(DiskResize resize, ResizeRequest request) throws ContentLossException {
        long hiddenBytes = resize.bytesBehindEnd();
        if (hiddenBytes > 0 && request.loss() == ResizeRequest.Loss.REFUSE) {
            throw new ContentLossException("the file of '" + request.disk() + "' has " + hiddenBytes
                    + " bytes behind the end of the disk, put there by another program or an interrupted resize,"
                    + " and they would be lost");
        }
    }

    /** As far as can be known: a parent does not name its snapshots. */
    private static void refuseParent(Path disk) throws IOException {
        List<Path> children = ChildDisks.beside(disk);
        if (!children.isEmpty()) {
            throw new DiskRefusedException("'" + disk + "' has a snapshot, '" + children.get(0)
                    + "', and a disk with snapshots keeps its size");
        }
    }

    private static void resizePlain(DiskResize resize, ResizeRequest request) throws IOException {
        if (request.expected().isPresent()) {
            throw new NotEncryptedException("'" + request.disk() + "' is not encrypted");
        }
        resize.writeZeroes();
        request.progress().progress(1, 1);
        resize.commit(descriptor -> descriptor);
    }

    private Envelope resizeEncrypted(DiskResize resize, ResizeRequest request) throws IOException {
        VirtualDisk disk = resize.disk();
        DiskUnlocking unlocking = new DiskUnlocking(keys, request.expected());
        Envelope old = unlocking.checkedEnvelope(disk);
        if (EncryptedChain.hasForeignWrites(disk)) {
            throw new ForeignWritesException("a program that does not know the encryption wrote to '" + disk.path()
                    + "': its size stays until that is accepted");
        }
        requireUnits(disk, old, request.capacityBytes());
        Envelope renewed = new SizedEnvelope(unlocking).renew(disk.path(), old, request.capacityBytes());
        requireSpace(resize);
        try (RangeCipher cipher = new RangeCipher(unlocking.cipher(disk.path(), old))) {
            new EncryptedZeroes(cipher, request.progress()).write(resize);
        }
        resize.commit(descriptor -> EncryptionLines.put(descriptor, renewed));
        return renewed;
    }

    private static void requireUnits(VirtualDisk disk, Envelope envelope, long capacityBytes)
            throws DiskRefusedException {
        int unitBytes = envelope.header().dataUnit().bytes();
        if (capacityBytes % unitBytes != 0) {
            throw new DiskRefusedException("'" + disk.path() + "' has data units of " + unitBytes
                    + " bytes, and a size of " + capacityBytes + " bytes is no multiple");
        }
    }

    private static void requireSpace(DiskResize resize) throws IOException {
        long neededBytes =
                resize.newData().stream().mapToLong(AllocatedRange::lengthBytes).sum();
        Destination.requireSpace(resize.disk().path(), neededBytes);
    }

    /**
     * Takes over the size that another program gave an encrypted disk: the envelope is made anew for it. Sectors behind
     * the old end that are stored and hold zeroes, as such a program leaves them, become encrypted zeroes; all others stay
     * as they are.
     *
     * @param path an encrypted disk whose envelope names another size than its descriptor
     * @param consent is told the old size and the new one, in bytes, and says whether to go on
     * @return the new envelope; nothing if the envelope names the disk's size already, or consent was not given
     * @throws DiskRefusedException if the disk has snapshots beside it, an unfinished operation, or an envelope that is
     *     not its own in more than the size
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws IOException if reading or writing fails; the disk then still has the old envelope, or has the new one
     */
    public Optional<Envelope> adopt(Path path, Consent consent) throws IOException {
        refuseParent(path);
        try (VirtualDisk disk = VirtualDisk.open(path, Access.READ_WRITE)) {
            EncryptedChain.refuseMixed(disk);
            EncryptionLines lines = EncryptionLines.of(disk.descriptor());
            Envelope old = lines.requireEnvelope(path);
            long oldBytes = old.header().capacityBytes();
            EnvelopeMatch.requireButForSize(disk, lines, old.header());
            if (oldBytes == disk.capacityBytes() || !consent.toTake(oldBytes, disk.capacityBytes())) {
                return Optional.empty();
            }
            DiskUnlocking unlocking = DiskUnlocking.anyDisk(keys);
            Envelope renewed = new SizedEnvelope(unlocking).renew(path, old, disk.capacityBytes());
            try (RangeCipher cipher = new RangeCipher(unlocking.cipher(path, old))) {
                new AdoptedEnd(disk, cipher, lines.hasForeignWrites(disk.descriptor())).encryptZeroes(oldBytes);
            }
            disk.updateDescriptor(descriptor -> EncryptionLines.restore(descriptor, renewed));
            return Optional.of(renewed);
        }
    }

    /** Asked before the size that another program gave a disk is taken over. */
    @FunctionalInterface
    public interface Consent {
        /**
         * Whether to go on.
         *
         * @param oldBytes the size that the envelope names
         * @param newBytes the size that the disk has
         * @return true to take it over
         * @throws IOException if nobody can be asked
         */
        boolean toTake(long oldBytes, long newBytes) throws IOException;
    }
}
