// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.sectorkeep.crypto.internal.memory.DirectAddress;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.shim.Shim;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/** AES-XTS by one kernel of the native library. */
final class NativeBackend implements XtsBackend {
    private final Shim shim;
    private final Kernel kernel;
    private final int contextBytes;

    NativeBackend(Shim shim, Kernel kernel) {
        this.shim = shim;
        this.kernel = kernel;
        this.contextBytes = Math.toIntExact(shim.sk_context_bytes());
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public String kernel() {
        return kernel.label();
    }

    @Override
    public int secretBytes(int keyBytes) {
        return contextBytes;
    }

    /** The rounds of AES-256, of this many blocks or some more, on registers alone; answers how many blocks. */
    long roundsOnRegisters(long blocks) {
        return shim.sk_aes_limit(kernel.bit(), blocks);
    }

    @Override
    public XtsContext context(ByteBuffer key, int dataUnitBytes, SecretSlot secret) {
        long keyAddress = DirectAddress.of(key, key.position());
        try {
            NativeContext.check(
                    shim.sk_context_init(secret.address(), keyAddress, key.remaining(), dataUnitBytes, kernel.bit()));
        } finally {
            Reference.reachabilityFence(key);
        }
        return new NativeContext(shim, secret);
    }
}
