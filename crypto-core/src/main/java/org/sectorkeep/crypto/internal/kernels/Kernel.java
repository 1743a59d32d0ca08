// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

/** The kernels of the native library, the slowest first. */
enum Kernel {
    AES_NI("aes-ni", 1),
    VAES_256("vaes-256", 2),
    VAES_512("vaes-512", 4);

    private final String label;
    private final int bit;

    Kernel(String label, int bit) {
        this.label = label;
        this.bit = bit;
    }

    String label() {
        return label;
    }

    /** {@code SK_KERNEL_…} in the library's header. */
    int bit() {
        return bit;
    }
}
