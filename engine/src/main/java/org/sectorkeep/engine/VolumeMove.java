// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.CallGate;
import org.sectorkeep.engine.internal.io.ChunkLocks;
import org.sectorkeep.engine.internal.io.IoTask;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;
import org.sectorkeep.vmdk.VmdkDescriptor;

/**
 * A volume that is brought to another device while it is used, and gets another DEK there, its first one or none.
 * {@link #run} does it, in a thread that the caller gives it. Until it is done all is read from the old device, and what is
 * written goes to both; then one rename puts the new descriptor in the place of the old one. Whatever happens before leaves
 * the volume where it was, and what was copied counts for nothing.
 *
 * <p>Thread-safe.
 */
public final class VolumeMove implements OnlineOperation {
    private final MoveRequest request;
    private final Path next;
    private final Optional<Envelope> envelope;
    private final BlockDevice source;
    private final BlockDevice target;
    private final ChunkLocks locks = new ChunkLocks();
    private final CallGate gate;
    private final Lock running = new ReentrantLock();
    private volatile boolean closing;
    private volatile boolean moved;
    private volatile boolean renameForced;
    private volatile @Nullable IOException failure;

    private VolumeMove(MoveRequest request, BlockDevice source, BlockDevice target, Optional<Envelope> envelope) {
        this.request = request;
        this.next = nextTo(request.descriptor());
        this.source = source;
        this.target = target;
        this.envelope = envelope;
        this.gate = new CallGate(() -> new DiskClosedException("'" + request.descriptor() + "' is closed"));
    }

    /**
     * Opens a volume that is to be moved, and prepares its new device, whose content is lost.
     *
     * @param keys where KEKs come from; stays the caller's
     * @param request what to do
     * @return the volume, to be {@linkplain #run() moved}
     * @throws UnfinishedOperationException if an operation in place is unfinished
     * @throws DiskRefusedException if the device is too small, or cannot have the data unit
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program, or this process, has one of the devices open
     * @throws org.sectorkeep.keys.KeyUnavailableException if a KEK cannot be had
     * @throws IOException if reading or writing fails
     */
    public static VolumeMove begin(HostKeys keys, MoveRequest request) throws IOException {
        Path descriptor = request.descriptor();
        EncryptionLines.of(DeviceVolume.text(descriptor)).refuseUnfinished(descriptor);
        BlockDevice source = BlockDevices.open(descriptor, Access.READ_WRITE, keys);
        try {
            if (source.isReadOnly()) {
                throw new DiskRefusedException("'" + descriptor + "' is read-only, and cannot be moved");
            }
            Optional<Envelope> present = DeviceVolume.envelope(DeviceVolume.text(descriptor));
            Optional<Envelope> envelope = envelope(keys, request, present, source.capacityBytes());
            BlockDevice target = target(keys, request, source.capacityBytes(), envelope);
            return new VolumeMove(request, source, target, envelope);
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, source);
            throw e;
        }
    }

    private static Path nextTo(Path descriptor) {
        return descriptor.resolveSibling("." + descriptor.getFileName() + ".next");
    }

    /** The same volume keeps its id, one DEK generation later. */
    private static Optional<Envelope> envelope(
            HostKeys keys, MoveRequest request, Optional<Envelope> present, long capacityBytes) throws IOException {
        if (request.encryption().isEmpty()) {
            return Optional.empty();
        }
        DeviceVolume.Encryption wanted = request.encryption().get();
        if (present.isPresent()) {
            return Optional.of(
                    NextEnvelope.newDek(keys, wanted.kek(), present.get().header()));
        }
        EnvelopeMatch.requireUnit(request.descriptor(), wanted.unit(), capacityBytes, List.of());
        try (XtsKey dek = XtsKey.generate(wanted.cipher())) {
            return Optional.of(NewDiskKeys.wrap(keys, wanted.kek(), capacityBytes, dek, wanted.unit()));
        }
    }

    /** A header stands before the content where there is room for both. */
    private static BlockDevice target(
            HostKeys keys, MoveRequest request, long capacityBytes, Optional<Envelope> envelope) throws IOException {
        long deviceBytes;
        try (VirtualDisk whole = VirtualDisk.openDevice(request.target(), Access.READ_WRITE)) {
            deviceBytes = whole.capacityBytes();
        }
        if (deviceBytes < capacityBytes) {
            throw new DiskRefusedException("'" + request.target() + "' has " + deviceBytes + " bytes, '"
                    + request.descriptor() + "' needs " + capacityBytes);
        }
        boolean attached = envelope.isPresent() && deviceBytes - DeviceVolume.HEADER_BYTES >= capacityBytes;
        if (attached) {
            DeviceVolume.clearHeader(request.target());
        }
        Path next = nextTo(request.descriptor());
        long offsetBytes = attached ? DeviceVolume.HEADER_BYTES : 0;
        try (VirtualDisk part = VirtualDisk.openPart(request.target(), Access.READ_WRITE, offsetBytes, capacityBytes)) {
            VmdkDescriptor text = DeviceVolume.withCopy(part.descriptorFrom(next), request.headerCopy());
            DeviceVolume.write(next, envelope.isPresent() ? EncryptionLines.put(text, envelope.get()) : text);
        }
        return BlockDevices.open(next, Access.READ_WRITE, keys);
    }

    @Override
    public InPlaceResult run() throws IOException {
        running.lock();
        try {
            if (closing) {
                throw new DiskClosedException("'" + request.descriptor() + "' is closed");
            }
            if (!moved) {
                Run run = new Run();
                request.evacuator().evacuate(run);
                run.requireWhole();
                commit();
            }
            return new InPlaceResult(request.descriptor(), envelope, source.capacityBytes(), List.of());
        } catch (DiskRefusedException | OperationStoppedException | DiskClosedException e) {
            throw e;
        } catch (IOException e) {
            throw OperationStoppedException.by(e, request.descriptor());
        } finally {
            running.unlock();
        }
    }

    /** From here on the old device is out of use, also for what is being asked now. */
    private void commit() throws IOException {
        locks.lockAll();
        try {
            requireSound();
            target.flush();
            Files.move(next, request.descriptor(), StandardCopyOption.ATOMIC_MOVE);
            moved = true;
            forceRename();
        } finally {
            locks.unlockAll();
        }
    }

    /** Until the rename is on the device, a power cut would bring the old one back: nothing is forced before it. */
    private void forceRename() throws IOException {
        if (moved && !renameForced) {
            WholeFile.forceFolder(
                    Objects.requireNonNull(request.descriptor().toAbsolutePath().getParent()));
            renameForced = true;
        }
    }

    private void requireSound() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** What the evacuator sees. */
    private final class Run implements Evacuation {
        private final MovedRanges ranges = new MovedRanges(source.capacityBytes());
        private final Throttle throttle = new Throttle(
                request.maxBytesPerSecond(), () -> closing || request.progress().isCancelled());

        @Override
        public long capacityBytes() {
            return source.capacityBytes();
        }

        @Override
        public void copy(long offsetBytes, long lengthBytes) throws IOException {
            ranges.require(offsetBytes, lengthBytes);
            ByteBuffer piece = ByteBuffer.allocateDirect(STEP_BYTES);
            long end = offsetBytes + lengthBytes;
            for (long at = offsetBytes; at < end; at += STEP_BYTES) {
                goOn();
                copyPiece(at, piece.clear().limit((int) Math.min(STEP_BYTES, end - at)));
                ranges.done(at);
            }
            report();
        }

        private void copyPiece(long at, ByteBuffer piece) throws IOException {
            int lengthBytes = piece.remaining();
            try {
                locks.exclusive(at, lengthBytes, () -> {
                    source.read(at, piece);
                    target.write(at, piece.flip());
                });
            } finally {
                piece.clear();
                Zeroes.fill(piece); // plaintext
            }
        }

        @Override
        public void leaveOut(long offsetBytes, long lengthBytes) {
            ranges.require(offsetBytes, lengthBytes);
            for (long at = offsetBytes; at < offsetBytes + lengthBytes; at += STEP_BYTES) {
                ranges.done(at);
            }
            report();
        }

        private void goOn() throws IOException {
            requireSound();
            report();
            throttle.pace(ranges.doneBytes());
            if (closing
                    || request.progress().isCancelled()
                    || Thread.currentThread().isInterrupted()) {
                throw OperationStoppedException.asTold(request.descriptor());
            }
        }

        private void report() {
            request.progress().progress(ranges.doneBytes(), source.capacityBytes());
        }

        private void requireWhole() {
            if (ranges.doneBytes() < source.capacityBytes()) {
                throw new IllegalStateException("the evacuator left " + (source.capacityBytes() - ranges.doneBytes())
                        + " bytes of '" + request.descriptor() + "' where they were");
            }
        }
    }

    private BlockDevice present() {
        return moved ? target : source;
    }

    @Override
    public long capacityBytes() {
        return source.capacityBytes();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer into) throws IOException {
        int lengthBytes = checked(offsetBytes, into.remaining());
        gate.pass(() -> locks.shared(offsetBytes, lengthBytes, () -> present().read(offsetBytes, into)));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer from) throws IOException {
        int lengthBytes = checked(offsetBytes, from.remaining());
        ByteBuffer again = from.duplicate();
        change(
                offsetBytes,
                lengthBytes,
                () -> present().write(offsetBytes, from),
                () -> target.write(offsetBytes, again));
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        checked(offsetBytes, lengthBytes);
        change(
                offsetBytes,
                lengthBytes,
                () -> present().trim(offsetBytes, lengthBytes),
                () -> target.trim(offsetBytes, lengthBytes));
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes) throws IOException {
        checked(offsetBytes, lengthBytes);
        change(
                offsetBytes,
                lengthBytes,
                () -> present().writeZeroes(offsetBytes, lengthBytes),
                () -> target.writeZeroes(offsetBytes, lengthBytes));
    }

    /** What only one device has makes them differ: then the volume stays on the old one. */
    private void change(long offsetBytes, long lengthBytes, IoTask first, IoTask second) throws IOException {
        gate.pass(() -> locks.exclusive(offsetBytes, lengthBytes, () -> {
            try {
                first.run();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            if (!moved && failure == null) {
                try {
                    second.run();
                } catch (IOException e) {
                    failure = e;
                }
            }
        }));
    }

    @Override
    public boolean isZeroingFast() {
        return false;
    }

    @Override
    public StoredRun stored(long offsetBytes, long maxLengthBytes) throws IOException {
        checked(offsetBytes, 1);
        StoredRun[] found = new StoredRun[1];
        gate.pass(() -> locks.shared(offsetBytes, 1, () -> found[0] = present().stored(offsetBytes, maxLengthBytes)));
        return found[0];
    }

    @Override
    public void flush() throws IOException {
        gate.pass(() -> locks.shared(0, 0, () -> {
            forceRename();
            present().flush();
        }));
    }

    /** Stops {@link #run} after the piece that is being copied, and waits for that too. */
    @Override
    public void close() throws IOException {
        closing = true;
        running.lock();
        try {
            gate.shut(this::release);
        } finally {
            running.unlock();
        }
    }

    private void release() throws IOException {
        try (source;
                target) {
            if (!moved) {
                Files.deleteIfExists(next);
            }
        }
    }

    private int checked(long offsetBytes, long lengthBytes) {
        if (offsetBytes < 0 || lengthBytes < 0 || lengthBytes > capacityBytes() - offsetBytes) {
            throw new IllegalArgumentException("range of " + lengthBytes + " bytes at " + offsetBytes
                    + " is not inside the capacity of " + capacityBytes() + " bytes");
        }
        return (int) Math.min(Integer.MAX_VALUE, lengthBytes);
    }
}
