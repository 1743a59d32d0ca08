// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.crypto.XtsEngine;

/** Implementations by name: our kernels as {@code XtsEngine.kernel()} calls them, and what can be had for Java besides. */
final class Passes {
    static final String ACCP = "accp";
    static final String BOUNCY_CASTLE = "bouncy-castle";

    private Passes() {}

    /** All that work here. */
    static List<String> available() {
        List<String> names = new ArrayList<>();
        XtsEngine.available().forEach(engine -> names.add(engine.kernel()));
        if (AccpPass.isAvailable()) {
            names.add(ACCP);
        }
        names.add(BOUNCY_CASTLE);
        return names;
    }

    static Pass open(String implementation, Workload workload) {
        return switch (implementation) {
            case ACCP -> new AccpPass(workload);
            case BOUNCY_CASTLE -> new BouncyCastlePass(workload);
            default -> new EnginePass(engine(implementation), workload);
        };
    }

    private static XtsEngine engine(String kernel) {
        return XtsEngine.available().stream()
                .filter(engine -> engine.kernel().equals(kernel))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("implementation '" + kernel + "' is not one of "
                        + available()
                        + XtsEngine.nativeUnavailable()
                                .map(why -> "; native: " + why)
                                .orElse("")));
    }
}
