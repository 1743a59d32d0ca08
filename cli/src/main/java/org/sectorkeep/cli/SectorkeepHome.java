// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;

/** The folder that holds the state of this installation: {@code $SECTORKEEP_HOME}, by default {@code ~/.sectorkeep}. */
record SectorkeepHome(Path folder) {
    static SectorkeepHome ofProcess() {
        String chosen = System.getenv("SECTORKEEP_HOME");
        return new SectorkeepHome(
                chosen == null || chosen.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".sectorkeep")
                        : Path.of(chosen).toAbsolutePath());
    }
}
