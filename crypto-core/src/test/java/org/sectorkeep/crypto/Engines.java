// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import org.sectorkeep.testing.Peers;

/** Engines by kernel, for tests. */
final class Engines {
    private Engines() {}

    /** The engine with this kernel, or the test is skipped. */
    static XtsEngine withKernel(String kernel) {
        for (XtsEngine engine : XtsEngine.available()) {
            if (engine.kernel().equals(kernel)) {
                return engine;
            }
        }
        Peers.require(
                false,
                "kernel " + kernel + " does not run here: "
                        + XtsEngine.nativeUnavailable().orElse("this CPU lacks its instructions"));
        throw new AssertionError("not reached");
    }
}
