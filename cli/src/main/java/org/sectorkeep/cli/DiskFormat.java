// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Optional;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.vmdk.CreateType;

/** What {@code --format} may say: a kind of VMDK (or raw), or a version of LUKS. */
sealed interface DiskFormat {
    /** A kind of VMDK, or raw. */
    record Vmdk(CreateType type) implements DiskFormat {}

    /** A LUKS file. */
    record Luks(LuksVersion version) implements DiskFormat {}

    static DiskFormat ofLabel(String label) {
        Optional<DiskFormat> luks = LuksVersion.ofLabel(label).map(Luks::new);
        return luks.or(() -> CreateType.ofLabel(label).map(Vmdk::new))
                .orElseThrow(() -> new IllegalArgumentException("unknown format '" + label + "'"));
    }
}
