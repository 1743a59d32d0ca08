// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The command line: commands, progress, messages and exit codes. */
@NullMarked
module org.sectorkeep.cli {
    requires static org.jspecify;
    requires com.google.gson;
    requires info.picocli;
    requires org.sectorkeep.agent;
    requires org.sectorkeep.engine;
    requires org.sectorkeep.nbd;
    requires org.slf4j;

    opens org.sectorkeep.cli to
            com.google.gson,
            info.picocli;
}
