// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The host process: holds keys between commands, serves disks, and is told what to do over a local socket. */
@NullMarked
module org.sectorkeep.agent {
    requires static org.jspecify;
    requires transitive com.google.gson;
    requires transitive org.sectorkeep.engine;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires jdk.net;
    requires transitive org.sectorkeep.nbd;

    exports org.sectorkeep.agent;
}
