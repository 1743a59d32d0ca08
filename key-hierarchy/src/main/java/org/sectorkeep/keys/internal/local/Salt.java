// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import org.sectorkeep.crypto.RandomBytes;

/** A public random value. */
public final class Salt {
    private final byte[] bytes;

    Salt(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A fresh one. */
    public static Salt random(int lengthBytes) {
        return new Salt(RandomBytes.array(lengthBytes));
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
