// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

/** Puts failures into words, so that an agent says of one what the command line says of it. Thread-safe. */
@FunctionalInterface
public interface FailureWords {
    /**
     * What is told of a failure; its type does not matter.
     *
     * @param failure what was thrown
     * @return message, hint and exit code
     */
    Fault describe(Exception failure);
}
