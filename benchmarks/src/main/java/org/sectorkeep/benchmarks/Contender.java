// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

/** An implementation of AES-256-XTS whose speed can be measured again and again, a short while each time. */
interface Contender {
    /** As in the heading of a table. */
    String name();

    /** Works for some nanoseconds of one thread's CPU time, and tells how many bytes a second of it that gave. */
    double bytesPerSecond(Workload workload, long nanos);
}
