// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.engine.internal.luks.HeaderImage;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Whether devices may become part of a datastore. All of them are looked at before anything is written. */
final class DeviceChecks {
    private static final int SECTOR_BYTES = 512;

    /** Less content behind a header is of no use. */
    private static final long LEAST_CONTENT_BYTES = 1 << 20;

    private final Datastores datastores;
    private final DeviceUse use;

    DeviceChecks(Datastores datastores, DeviceUse use) {
        this.datastores = datastores;
        this.use = use;
    }

    /** What a device must hold, or not. */
    enum Content {
        /** Nothing where a header comes. */
        EMPTY,
        /** The same, of a device that may be too small for a header. */
        EMPTY_OF_ANY_SIZE,
        /** Whatever it is, it is given up. */
        ANY,
        /** A disk in the clear. */
        PLAIN
    }

    /** The real paths of devices that may be used. */
    List<Path> usable(List<Path> devices, Content content) throws IOException {
        List<Path> real = new ArrayList<>();
        for (Path device : devices) {
            Path found = device.toRealPath();
            for (Path former : real) {
                if (isSame(former, found)) {
                    throw new DatastoreRefusedException("device '" + device + "' is given twice");
                }
            }
            requireUsable(found, content);
            real.add(found);
        }
        return real;
    }

    private void requireUsable(Path device, Content content) throws IOException {
        for (char each : device.toString().toCharArray()) {
            if (each == '"' || Character.isISOControl(each)) {
                throw new DatastoreRefusedException("the path of a device cannot have quotes or control characters");
            }
        }
        for (Datastore other : datastores.all()) {
            for (Path taken : other.devices()) {
                if (isSame(taken, device)) {
                    throw new DatastoreRefusedException(
                            "device '" + device + "' belongs to datastore '" + other.name() + "'");
                }
            }
        }
        Optional<String> used = use.of(device);
        if (used.isPresent()) {
            throw new DatastoreRefusedException("device '" + device + "' is in use: it is " + used.get());
        }
        try (VirtualDisk whole = VirtualDisk.openDevice(device, Access.READ_WRITE)) {
            requireSize(device, whole.capacityBytes(), content);
            requireContent(device, whole, content);
        }
    }

    /** Names of one file, or of one block device. */
    private static boolean isSame(Path one, Path other) throws IOException {
        if (!Files.exists(one)) {
            return one.equals(other);
        }
        if (Files.isSameFile(one, other)) {
            return true;
        }
        boolean files = Files.isRegularFile(one) || Files.isRegularFile(other);
        return !files && Files.getAttribute(one, "unix:rdev").equals(Files.getAttribute(other, "unix:rdev"));
    }

    private static void requireSize(Path device, long bytes, Content content) throws IOException {
        boolean file = Files.isRegularFile(device);
        if (file && Files.size(device) % SECTOR_BYTES != 0) {
            throw new DatastoreRefusedException(
                    "device '" + device + "' has " + Files.size(device) + " bytes, which are no multiple of 512");
        }
        boolean anySize = content == Content.PLAIN || content == Content.EMPTY_OF_ANY_SIZE;
        long least = anySize ? SECTOR_BYTES : DeviceVolume.HEADER_BYTES + LEAST_CONTENT_BYTES;
        if (bytes < least) {
            throw new DatastoreRefusedException(
                    "device '" + device + "' has " + bytes + " bytes, expected at least " + least);
        }
    }

    private static void requireContent(Path device, VirtualDisk whole, Content content) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(DeviceVolume.HEADER_BYTES, whole.capacityBytes()));
        whole.read(0, start);
        start.flip();
        boolean empty = content == Content.EMPTY || content == Content.EMPTY_OF_ANY_SIZE;
        if (empty && !Zeroes.areAllOf(start)) {
            throw new DatastoreRefusedException(
                    "device '" + device + "' is not empty: its first " + start.limit() + " bytes are not all zero");
        }
        if (content == Content.PLAIN && LuksHeader.isIn(new HeaderImage(start, start.limit()).asFile(device))) {
            throw new DatastoreRefusedException("device '" + device + "' has a LUKS header: it is encrypted already");
        }
    }

    /** The size of a device that is not open. */
    static long sizeBytes(Path device) throws IOException {
        try (VirtualDisk whole = VirtualDisk.openDevice(device, Access.READ_ONLY)) {
            return whole.capacityBytes();
        }
    }

    /** The size of the device of a volume; where somebody serves it, what the volume takes of it. */
    static long sizeBytes(DeviceVolume volume) throws IOException {
        try {
            return sizeBytes(volume.device());
        } catch (DiskInUseException e) {
            return volume.offsetBytes() + volume.capacityBytes();
        }
    }
}
