// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.engine.internal.copy.DiskCopy;
import org.sectorkeep.engine.internal.copy.LinkCopy;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;

/** The disk that a copy makes: nothing of it is left unless it is committed. */
final class CopyTarget implements Closeable {
    private final VirtualDisk source;
    private final NewDisk made;

    private CopyTarget(VirtualDisk source, NewDisk made) {
        this.source = source;
        this.made = made;
    }

    /** Looks whether the disk may be made, and makes it under temporary names, empty. */
    static CopyTarget create(VirtualDisk source, Path path, CreateType format, Overwrite overwrite) throws IOException {
        try {
            requireAllowed(source, path, format, overwrite);
            NewDisk.Existing existing =
                    overwrite == Overwrite.REPLACE ? NewDisk.Existing.REPLACE : NewDisk.Existing.REFUSE;
            InheritedLines lines = InheritedLines.of(source);
            return new CopyTarget(source, NewDisk.create(path, format, source.capacityBytes(), existing, lines::addTo));
        } catch (IllegalArgumentException e) {
            // A size beyond the format, or a line of the source that cannot be written again as it is.
            DiskRefusedException refused = new DiskRefusedException("'" + path + "' cannot be made: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /** The same for a child: empty, on a parent of the same content as the source's. */
    static CopyTarget createChild(VirtualDisk source, Path path, CreateType format, Path parent) throws IOException {
        InheritedLines lines = InheritedLines.of(source);
        try {
            return new CopyTarget(
                    source, NewDisk.createChild(path, format, parent, NewDisk.Existing.REFUSE, lines::addTo));
        } catch (IllegalArgumentException e) {
            DiskRefusedException refused = new DiskRefusedException("'" + path + "' cannot be made: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /** The same for a file of another format: a raw disk with room for that format's header before it. */
    static CopyTarget createBehindHeader(VirtualDisk source, Path path, long headerBytes, Overwrite overwrite)
            throws IOException {
        requireAllowed(source, path, CreateType.RAW, overwrite);
        Destination.requireSpace(path, Math.addExact(headerBytes, source.capacityBytes()));
        NewDisk.Existing existing = overwrite == Overwrite.REPLACE ? NewDisk.Existing.REPLACE : NewDisk.Existing.REFUSE;
        return new CopyTarget(source, NewDisk.createRaw(path, headerBytes, source.capacityBytes(), existing));
    }

    private static void requireAllowed(VirtualDisk source, Path path, CreateType format, Overwrite overwrite)
            throws IOException {
        for (Path file : NewDisk.files(path, format, source.capacityBytes())) {
            Destination.refuseSourceFile(source, file);
            Destination.refuseExisting(file, overwrite);
        }
        if (format.isFlat()) {
            Destination.requireSpace(path, source.capacityBytes());
        }
    }

    /** Refuses a data unit that does not fit the capacity, extents and grains of the disk. */
    void requireUnit(Path path, DataUnit unit) throws DiskRefusedException {
        EnvelopeMatch.requireUnit(
                path, unit, made.disk().capacityBytes(), made.disk().extents());
    }

    /** Refuses an envelope, whatever it will be, for which the descriptor has no room. */
    void requireRoomForEnvelope() throws IOException {
        NewEncryption.requireRoom(made);
    }

    /** Fills it with plaintext; returns how many bytes of content that was. */
    long fillPlain(DiskCopy.Reader plaintext, ProgressListener progress) throws IOException {
        return fill(plaintext, Optional.empty(), progress);
    }

    /** Fills it with ciphertext; returns how many bytes of content that was. */
    long fillEncrypted(DiskCopy.Reader plaintext, RangeCipher cipher, ProgressListener progress) throws IOException {
        return fill(plaintext, Optional.of(cipher), progress);
    }

    private long fill(DiskCopy.Reader plaintext, Optional<RangeCipher> cipher, ProgressListener progress)
            throws IOException {
        DiskCopy.Monitor monitor = monitor(progress);
        return made.disk().parent().isPresent()
                ? new LinkCopy(source, plaintext, made.disk(), cipher, monitor).run()
                : new DiskCopy(source, plaintext, made.disk(), cipher, monitor).run();
    }

    /** Puts the plain disk in its place, for its owner alone: who may have the ciphertext may not have this. */
    void commit() throws IOException {
        made.commit();
    }

    /** Puts the file in its place, with its header, for all who may open the source. */
    void commitWithHeader(ByteBuffer header) throws IOException {
        made.writeLead(header);
        made.shareAs(source);
        made.commit();
    }

    /** Puts the encrypted disk in its place, for all who may open the source, once its descriptor, read back, is seen to open. */
    void commitEncrypted(Envelope envelope, HostKeys keys) throws IOException {
        made.shareAs(source);
        NewEncryption.commit(made, envelope, keys);
    }

    @Override
    public void close() throws IOException {
        made.close();
    }

    private static DiskCopy.Monitor monitor(ProgressListener progress) {
        return (doneBytes, totalBytes) -> {
            if (progress.isCancelled()) {
                throw new CancelledException("cancelled");
            }
            progress.progress(doneBytes, totalBytes);
        };
    }
}
