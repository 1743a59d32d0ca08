// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Throughput benchmarks and the tests that hold the architecture. */
@NullMarked
module org.sectorkeep.benchmarks {
    requires static org.jspecify;
    requires org.sectorkeep.engine;
}
