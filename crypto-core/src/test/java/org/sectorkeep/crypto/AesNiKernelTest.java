// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

class AesNiKernelTest extends SectorCipherContract {
    @Override
    XtsEngine engine() {
        return Engines.withKernel("aes-ni");
    }
}
