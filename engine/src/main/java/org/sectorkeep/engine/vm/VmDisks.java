// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.engine.internal.copy.LinkCopy;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * The disks of a machine, whatever it has of snapshots: each link once, parents before their children.
 *
 * @param devices what names them
 * @param links the links of all of them
 * @param files the files of those links, their descriptors and extents, by their real paths
 * @param failures why a device has no links here, by its name: missing, damaged, in use
 */
record VmDisks(List<VmDevice> devices, List<VmLink> links, Set<Path> files, Map<String, IOException> failures) {
    static VmDisks of(List<VmDevice> devices) {
        Map<Path, VmLink> links = new LinkedHashMap<>();
        Set<Path> files = new HashSet<>();
        Map<String, IOException> failures = new LinkedHashMap<>();
        for (VmDevice device : devices) {
            try {
                addLinks(device, links, files);
            } catch (IOException e) {
                failures.put(device.name(), e);
            }
        }
        return new VmDisks(devices, List.copyOf(links.values()), files, failures);
    }

    private static void addLinks(VmDevice device, Map<Path, VmLink> links, Set<Path> files) throws IOException {
        try (VirtualDisk top = VirtualDisk.open(device.file(), Access.READ_ONLY)) {
            Path folder = Objects.requireNonNull(top.path().getParent());
            List<VmLink> chain = new ArrayList<>();
            for (Optional<VirtualDisk> each = Optional.of(top);
                    each.isPresent();
                    each = each.get().parent()) {
                VirtualDisk disk = each.get();
                boolean elsewhere = !folder.equals(disk.path().getParent());
                files.add(disk.path());
                for (ExtentInfo extent : disk.extents()) {
                    files.add(extent.file().toRealPath());
                }
                chain.add(new VmLink(disk.path(), LinkCopy.ownBytes(disk), elsewhere));
            }
            Collections.reverse(chain);
            chain.forEach(link -> add(link, links));
        }
    }

    /** A link that one device names itself, or has beside it, is the machine's, whoever else reaches it. */
    private static void add(VmLink link, Map<Path, VmLink> links) {
        links.merge(link.path(), link, (old, again) -> old.isElsewhere() ? again : old);
    }

    /** The links that an operation may change. */
    List<VmLink> own() {
        return links.stream().filter(link -> !link.isElsewhere()).toList();
    }

    /** Refuses a machine of which a disk is missing or cannot be opened. */
    void requireAll() throws IOException {
        Collection<IOException> found = failures.values();
        if (!found.isEmpty()) {
            throw found.iterator().next();
        }
    }
}
