// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.sectorkeep.crypto.internal.shim.SystemCalls;

/**
 * Keeps the memory of this whole process from other programs of the same user: for programs whose main business is keys.
 * A library embedded in another program leaves the choice to that program.
 */
public final class ProcessHardening {
    private ProcessHardening() {}

    /**
     * Makes the process not dumpable, so that no core is written and no other process of the user can attach to it or
     * read its memory ({@code PR_SET_DUMPABLE}, Linux), and sets the size limit of core files to 0. Neither stops root.
     * Debuggers and {@code jcmd} run by another user than root are shut out too. Safe to call more than once, from any
     * thread.
     *
     * @return what could not be done, one line each, with the reason; empty if all was
     */
    public static List<String> apply() {
        return Stream.of(SystemCalls.denyDumping(), SystemCalls.denyCoreFiles())
                .filter(Objects::nonNull)
                .toList();
    }
}
