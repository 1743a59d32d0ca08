// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.engine.DiskInfo;

/** Warns of a disk that is read by a second copy of what is damaged in it. */
final class DamageReport {
    private DamageReport() {}

    /** Opens the disk, for reading, and closes it. */
    static void print(Context context, Path disk) throws IOException {
        DiskInfo.read(disk).damage().forEach(line -> context.note("warning: " + line));
    }
}
