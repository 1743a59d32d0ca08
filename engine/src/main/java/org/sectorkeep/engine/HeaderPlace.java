// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.engine.internal.luks.HeaderBytes;
import org.sectorkeep.engine.internal.luks.HeaderImage;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.engine.internal.luks.NewHeader;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Where a LUKS2 header is kept: at the beginning of a device, or in a file of its own. */
interface HeaderPlace {
    boolean exists() throws IOException;

    /** All of it, read now. */
    HeaderBytes bytes() throws IOException;

    /** Writes a new header over whatever is there. */
    void replace(HeaderImage image) throws IOException;

    /** Writes two headers over two of the same size, so that one is always whole. */
    void exchange(HeaderImage image) throws IOException;

    void remove() throws IOException;

    static HeaderPlace inFile(Path file) {
        return new HeaderPlace() {
            @Override
            public boolean exists() {
                return Files.exists(file);
            }

            @Override
            public HeaderBytes bytes() throws IOException {
                byte[] all = Files.readAllBytes(file);
                return new HeaderImage(ByteBuffer.wrap(all), all.length).asFile(file);
            }

            @Override
            public void replace(HeaderImage image) throws IOException {
                WholeFile.write(file, image.start(), image.totalBytes());
            }

            @Override
            public void exchange(HeaderImage image) throws IOException {
                byte[] all = Files.readAllBytes(file);
                image.start().duplicate().get(all, 0, image.start().remaining());
                WholeFile.write(file, ByteBuffer.wrap(all), all.length);
            }

            @Override
            public void remove() throws IOException {
                WholeFile.delete(file);
            }
        };
    }

    static HeaderPlace onDevice(Path device) {
        return new HeaderPlace() {
            @Override
            public boolean exists() {
                return true;
            }

            @Override
            public HeaderBytes bytes() throws IOException {
                ByteBuffer all = ByteBuffer.allocate((int) NewHeader.LUKS2_BYTES);
                try (VirtualDisk part = open(Access.READ_ONLY)) {
                    part.read(0, all);
                }
                return new HeaderImage(all.flip(), all.limit()).asFile(device);
            }

            /** The rest of the place is left as it is: zeroes, since it was cleared for the volume. */
            @Override
            public void replace(HeaderImage image) throws IOException {
                try (VirtualDisk part = open(Access.READ_WRITE)) {
                    part.write(0, image.start().duplicate());
                    part.flush();
                }
            }

            @Override
            public void exchange(HeaderImage image) throws IOException {
                int half = image.start().remaining() / 2;
                try (VirtualDisk part = open(Access.READ_WRITE)) {
                    part.write(half, image.start().slice(half, half));
                    part.flush();
                    part.write(0, image.start().slice(0, half));
                    part.flush();
                }
            }

            @Override
            public void remove() throws IOException {
                if (LuksHeader.isIn(bytes())) {
                    DeviceVolume.clearHeader(device);
                }
            }

            private VirtualDisk open(Access access) throws IOException {
                return VirtualDisk.openPart(device, access, 0, NewHeader.LUKS2_BYTES);
            }
        };
    }
}
