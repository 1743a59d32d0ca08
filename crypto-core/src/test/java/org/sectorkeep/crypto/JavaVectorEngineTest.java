// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

class JavaVectorEngineTest extends SectorCipherContract {
    @Override
    XtsEngine engine() {
        return Engines.withKernel("sunjce-ecb-vector");
    }
}
