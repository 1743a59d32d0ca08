// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;

/**
 * What came of an operation on a machine.
 *
 * @param vmx its settings
 * @param envelope its envelope, if it is encrypted now
 * @param disks how many disks it has, each link of a snapshot chain counted
 * @param files how many other files of it are encrypted, or were
 * @param warnings what the user should know: one line each, lower case, without a full stop
 */
public record VmResult(Path vmx, Optional<Envelope> envelope, int disks, int files, List<String> warnings) {
    /**
     * Keeps a copy of the warnings.
     *
     * @param vmx its settings
     * @param envelope its envelope, if it is encrypted now
     * @param disks how many disks it has
     * @param files how many other files of it are encrypted, or were
     * @param warnings what the user should know
     */
    public VmResult {
        warnings = List.copyOf(warnings);
    }
}
