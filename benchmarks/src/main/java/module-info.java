// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Throughput benchmarks and the tests that hold the architecture. */
@NullMarked
@SuppressWarnings("requires-automatic")
module org.sectorkeep.benchmarks {
    requires static org.jspecify;
    requires java.management;
    requires jdk.management;
    requires jdk.unsupported;
    requires jmh.core;
    requires org.bouncycastle.provider;
    requires org.sectorkeep.engine;
    requires org.sectorkeep.kmip;
    requires org.sectorkeep.kmip.testing;
}
