// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/** What an operation is for, and in which state that is. */
public sealed interface CryptoTarget {
    /** Whether something is encrypted, and can be opened. */
    enum Protection {
        /** Not encrypted. */
        PLAIN,
        /** Encrypted, and its key is at hand. */
        ENCRYPTED,
        /** Encrypted, and its key neither on the host nor to be had. */
        LOCKED
    }

    /**
     * The target itself.
     *
     * @return its state
     */
    Protection protection();

    /**
     * The home of a machine: everything but its disks.
     *
     * @param protection its state
     * @param disks {@link Protection#PLAIN} if all disks are plain, else the state of those that are not
     */
    record VmHome(Protection protection, Protection disks) implements CryptoTarget {}

    /**
     * A disk of a machine.
     *
     * @param protection its state
     * @param home the state of the machine's home
     */
    record Disk(Protection protection, Protection home) implements CryptoTarget {}
}
