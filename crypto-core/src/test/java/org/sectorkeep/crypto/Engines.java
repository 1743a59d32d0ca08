// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import org.junit.jupiter.api.Assumptions;
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
        XtsEngine.nativeUnavailable().ifPresent(reason -> Peers.require(false, "native engine: " + reason));
        return Assumptions.abort("this CPU lacks the instructions of kernel " + kernel);
    }
}
