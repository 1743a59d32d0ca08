// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

/**
 * What is measured of an implementation of AES-256-XTS: calls over runs of data units.
 *
 * @param dataUnitBytes 512 or 4096
 * @param bytesPerCall a multiple of it
 * @param direction which way
 */
record Workload(int dataUnitBytes, int bytesPerCall, Direction direction) {
    enum Direction {
        ENCRYPT,
        DECRYPT
    }
}
