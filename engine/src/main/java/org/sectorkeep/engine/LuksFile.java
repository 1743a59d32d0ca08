// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.Below;
import org.sectorkeep.engine.internal.io.CipherLayer;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.engine.internal.luks.HeaderBytes;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.engine.internal.luks.Payload;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** A file with a LUKS header, open for reading; nobody writes to it meanwhile. */
final class LuksFile implements HeaderBytes, Closeable {
    private static final long SECTOR_BYTES = 512;

    private final Path path;
    private final VirtualDisk bytes;

    private LuksFile(Path path, VirtualDisk bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    /** Whether a file has a LUKS header. One that is not there, or is no file, has none: others will say so. */
    static boolean isLuks(Path path) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) < SECTOR_BYTES) {
            return false;
        }
        try (LuksFile file = open(path)) {
            return LuksHeader.isIn(file);
        }
    }

    /** Opens a file of at least one sector. */
    static LuksFile open(Path path) throws IOException {
        long sectorsBytes = Files.size(path) / SECTOR_BYTES * SECTOR_BYTES;
        if (sectorsBytes == 0) {
            throw new LuksFormatException(path, "magic", "the file is shorter than a sector");
        }
        return new LuksFile(path, VirtualDisk.openPart(path, Access.READ_ONLY, 0, sectorsBytes));
    }

    /** Reads the header. */
    LuksHeader header() throws IOException {
        return LuksHeader.read(this);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long sizeBytes() {
        return bytes.capacityBytes();
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        bytes.read(offsetBytes, target);
    }

    /** The size of the disk in it: 0 if the header is alone. */
    long capacityBytes(LuksHeader header) throws IOException {
        return header.payload().isDetached() ? 0 : capacityBytes(header, path);
    }

    /** The size of the disk whose encrypted sectors are in a file, this or another one: never 0. */
    long requireContent(LuksHeader header, Path data) throws IOException {
        boolean alone = header.payload().isDetached() && Files.isSameFile(path, data);
        long capacityBytes = alone ? 0 : capacityBytes(header, data);
        if (capacityBytes == 0) {
            throw new DiskRefusedException("'" + data + "' has a LUKS header without its content");
        }
        return capacityBytes;
    }

    private static long capacityBytes(LuksHeader header, Path data) throws IOException {
        return header.payload().capacityBytes(data, Files.size(data));
    }

    /**
     * The encrypted sectors, open, and their plaintext.
     *
     * @param rest what is closed with the window
     */
    record Content(VirtualDisk window, CipherLayer layer, Closeable rest) {
        CopySource source() {
            return new CopySource(window, layer::read, List.of(), () -> {
                try (window;
                        rest) {
                    // Both are closed, whatever fails.
                }
            });
        }

        BlockDevice device() {
            return LayeredDisk.of(window, layer, rest);
        }
    }

    /** The content of a file, this or another one, in the clear. It closes this file when it is closed. */
    Content content(LuksHeader header, Path data, SecretBytes volumeKey) throws IOException {
        Payload payload = header.payload();
        VirtualDisk window =
                VirtualDisk.openPart(data, Access.READ_ONLY, payload.offsetBytes(), requireContent(header, data));
        try {
            RangeCipher cipher = cipher(payload, volumeKey);
            Closeable rest = () -> {
                try (this;
                        cipher) {
                    // Both are closed, whatever fails.
                }
            };
            return new Content(window, new CipherLayer(window, cipher, Below.ZEROES), rest);
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, window);
            throw e;
        }
    }

    private RangeCipher cipher(Payload payload, SecretBytes volumeKey) throws UnsupportedLuksException {
        try (XtsKey key = XtsKey.of(volumeKey)) {
            return new RangeCipher(SectorCipher.create(key, payload.unit()), payload.firstLba());
        } catch (IllegalArgumentException e) {
            throw new UnsupportedLuksException(path, "a volume key with two equal halves");
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
