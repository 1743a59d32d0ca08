// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentDisk;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.agent.LockedException;
import org.sectorkeep.engine.BlockDevice;
import org.sectorkeep.engine.BlockDevices;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.engine.EncryptedDisk;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.engine.VolumeHeaders;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VirtualDisk;

/** Opens disks of every kind with the keys of this host. */
final class DiskOpener {
    private final HostKeys keys;

    DiskOpener(HostKeys keys) {
        this.keys = keys;
    }

    /** What the files of a disk say, which needs no key. */
    private record Looked(Path path, DiskInfo info, DiskFacts facts) {
        static Looked at(AgentDisk disk) throws IOException {
            Path path = described(disk.path());
            DiskInfo info = DiskInfo.read(path);
            if (info.luks().isPresent()) {
                throw new UnsupportedDiskException(
                        path, "a LUKS file is not served: make a VMDK of it with encrypt -o");
            }
            return new Looked(path, info, DiskFacts.of(info, kekIds(path)));
        }
    }

    /** What the files of a disk say, which needs no key. */
    static DiskFacts look(AgentDisk disk) throws IOException {
        return Looked.at(disk).facts();
    }

    /**
     * Opens a disk; what its files say is told as soon as it is known. Keys that were just asked for in vain are not asked for
     * again.
     */
    OpenDisk open(AgentDisk disk, Map<KeyId, KeyUnavailableException> missing, Consumer<DiskFacts> known)
            throws IOException {
        Looked looked = Looked.at(disk);
        Path path = looked.path();
        DiskInfo info = looked.info();
        DiskFacts facts = looked.facts();
        known.accept(facts);
        if (disk.expected().isPresent() && !disk.expected().equals(facts.diskId())) {
            throw new LockedException(disk.export(), LockReason.WRONG_DISK);
        }
        boolean unfinished = info.operation().isPresent() && disk.access() == AgentDisk.Access.READ_WRITE;
        Optional<Operation> operation = unfinished
                ? info.operation().map(found -> new Operation(Operation.Kind.ofName(found.name())))
                : Optional.empty();
        for (KeyId id : facts.needed()) {
            KeyUnavailableException failure = missing.get(id);
            if (failure != null) {
                throw failure;
            }
        }
        Leases leases = Leases.of(keys, facts.needed());
        BlockDevice device = null;
        try {
            if (disk.access() == AgentDisk.Access.READ_WRITE) {
                VolumeHeaders.follow(path, keys);
            }
            device = operation.isPresent() ? resumed(disk, path, operation.get()) : device(disk, path, info);
            return new OpenDisk(device, facts, leases, operation);
        } finally {
            if (device == null) {
                leases.close();
            }
        }
    }

    private BlockDevice device(AgentDisk disk, Path path, DiskInfo info) throws IOException {
        VirtualDisk.Access access = disk.access() == AgentDisk.Access.READ_ONLY
                ? VirtualDisk.Access.READ_ONLY
                : VirtualDisk.Access.READ_WRITE;
        if (!info.isEncrypted()) {
            return BlockDevices.open(path, access, keys);
        }
        return disk.expected().isPresent()
                ? EncryptedDisk.open(path, access, keys, disk.expected().get())
                : EncryptedDisk.open(path, access, keys);
    }

    private BlockDevice resumed(AgentDisk disk, Path path, Operation operation) throws IOException {
        return new InPlaceEncryption(keys)
                .resumeOnline(
                        path,
                        disk.expected(),
                        new InPlaceOptions(Resilience.CHECKSUM, ChangeTracking.DROP, Long.MAX_VALUE, operation));
    }

    /**
     * The descriptor of a raw image that was encrypted in place, which stands beside it; else the path itself. To serve such
     * an image as it is would serve ciphertext, and lose what is written.
     */
    static Path described(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        Path beside = path.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".vmdk");
        if (beside.equals(path) || !Files.isRegularFile(beside) || !Files.isRegularFile(path)) {
            return path;
        }
        try (VirtualDisk disk = VirtualDisk.open(beside, VirtualDisk.Access.READ_ONLY)) {
            for (ExtentInfo extent : disk.extents()) {
                if (Files.isSameFile(extent.file(), path)) {
                    return beside;
                }
            }
        }
        return path;
    }

    /** The KEKs of the disk and of all below it that are encrypted, none twice. */
    private static Set<KeyId> kekIds(Path path) throws IOException {
        List<Path> links = new ArrayList<>();
        try (VirtualDisk top = VirtualDisk.open(path, VirtualDisk.Access.READ_ONLY)) {
            for (@Nullable VirtualDisk link = top;
                    link != null;
                    link = link.parent().orElse(null)) {
                links.add(link.path());
            }
        }
        Set<KeyId> ids = new LinkedHashSet<>();
        for (Path link : links) {
            DiskFacts.kek(DiskInfo.read(link)).ifPresent(ids::add);
        }
        return ids;
    }
}
