// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What a file of a machine holds, beside its disks, that nobody may read without its key. */
enum StreamRole {
    /** BIOS or EFI settings, and the state of a virtual TPM. */
    NVRAM,
    /** Swapped memory. */
    VSWP,
    /** A snapshot: devices, settings, perhaps memory. */
    VMSN,
    /** A suspended machine: devices, settings, perhaps memory. */
    VMSS,
    /** Memory of a snapshot, of a suspended machine, or of a running one. */
    VMEM;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the ending of a name says. */
    static Optional<StreamRole> of(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(role -> name.endsWith("." + role.label()))
                .findFirst();
    }

    static List<String> endings() {
        return Arrays.stream(values()).map(role -> "." + role.label()).toList();
    }

    /** What the ciphertext of a file is bound to, beside the machine: no file stands in for another one. */
    static String textOf(Path file) {
        StreamRole role = of(file).orElseThrow();
        return role.label() + ":" + file.getFileName();
    }
}
