// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.Arrays;
import java.util.Optional;

/** The two versions of the LUKS format. */
public enum LuksVersion {
    /** LUKS1: PBKDF2 key slots, data units of 512 bytes; QEMU, nbdkit and cryptsetup open it. */
    LUKS1("luks1"),
    /** LUKS2: Argon2id key slots, data units of 512 or 4096 bytes, and a place for an envelope; cryptsetup opens it. */
    LUKS2("luks2");

    private final String label;

    LuksVersion(String label) {
        this.label = label;
    }

    /**
     * The name on the command line and in results.
     *
     * @return {@code luks1} or {@code luks2}
     */
    public String label() {
        return label;
    }

    /**
     * Finds a version by its name, whatever its case.
     *
     * @param label such as {@code luks1}
     * @return the version, or nothing if no version is called so
     */
    public static Optional<LuksVersion> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(version -> version.label.equalsIgnoreCase(label))
                .findFirst();
    }
}
