// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /** A chain that is copied link by link has as many formats as links. */
    static void refuseWithChain(@Nullable DiskFormat asked) throws UsageException {
        if (asked != null) {
            throw new UsageException(
                    "--format cannot be given with --chain: each link keeps its own", "leave one of them out");
        }
    }
}
