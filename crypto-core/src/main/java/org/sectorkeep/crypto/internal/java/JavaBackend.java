// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import java.nio.ByteBuffer;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/** AES-XTS on top of the AES of the Java runtime, which uses the CPU's AES instructions where it knows them. */
public final class JavaBackend implements XtsBackend {
    @Override
    public String name() {
        return "java";
    }

    @Override
    public String kernel() {
        return EcbCiphers.label();
    }

    @Override
    public int secretBytes(int keyBytes) {
        return keyBytes;
    }

    @Override
    public XtsContext context(ByteBuffer key, int dataUnitBytes, SecretSlot secret) {
        secret.buffer().put(0, key, key.position(), key.remaining());
        return new JavaContext(dataUnitBytes, secret);
    }
}
