// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.List;
import java.util.Set;
import org.sectorkeep.crypto.ProcessHardening;
import org.sectorkeep.crypto.XtsEngine;

/**
 * Loads the native engine beside everything that a copy does before its first sector. Loading and trying it out takes
 * about as long as all of that together.
 */
final class HeadStart {
    private static final Set<String> COPIES = Set.of("encrypt", "decrypt", "clone", "rekey", "resume", "serve");

    private HeadStart() {}

    /** Begins, if the command needs it for all of a disk and was not told to do without native code. */
    static void begin(String... arguments) {
        boolean copies = arguments.length > 0 && COPIES.contains(arguments[0]);
        boolean javaOnly = List.of(arguments).contains("java")
                || List.of(arguments).contains("--engine=java")
                || "java".equals(System.getenv("SECTORKEEP_ENGINE"));
        if (copies && !javaOnly) {
            Thread loader = new Thread(HeadStart::load, "load-engine");
            loader.setDaemon(true);
            loader.start();
        }
    }

    /** Keys wait for the C library, and are needed before the kernels. What cannot be done is told when it is asked for. */
    private static void load() {
        ProcessHardening.apply();
        XtsEngine.nativeUnavailable();
    }
}
