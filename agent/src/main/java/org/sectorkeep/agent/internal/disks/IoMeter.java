// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

/** Is told of each call to a disk that is served. Thread-safe. */
@FunctionalInterface
public interface IoMeter {
    /** What a call did. */
    enum Kind {
        READ,
        WRITE,
        FLUSH,
        TRIM,
        ZERO,
        STATUS
    }

    /** How a call ended. */
    enum Outcome {
        DONE,
        FAILED,
        LOCKED
    }

    /** A call ended. */
    void ended(Kind kind, Outcome outcome, long lengthBytes, long nanos);
}
