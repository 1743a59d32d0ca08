// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

class Vaes256KernelTest extends SectorCipherContract {
    @Override
    XtsEngine engine() {
        return Engines.withKernel("vaes-256");
    }
}
