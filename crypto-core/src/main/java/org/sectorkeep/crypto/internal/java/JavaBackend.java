// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/** AES-XTS on top of the AES of the Java runtime, which uses the CPU's AES instructions where it knows them. */
public final class JavaBackend implements XtsBackend {
    private final ChunkMath math;

    private JavaBackend(ChunkMath math) {
        this.math = math;
    }

    /** The one that works in every Java runtime. */
    public static JavaBackend plain() {
        return new JavaBackend(new LongMath());
    }

    /** Those that work in this one, the fastest last. */
    public static List<JavaBackend> available() {
        List<JavaBackend> all = new ArrayList<>();
        all.add(plain());
        VectorModule.math().ifPresent(math -> all.add(new JavaBackend(math)));
        return List.copyOf(all);
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String kernel() {
        return EcbCiphers.label() + math.suffix();
    }

    @Override
    public int secretBytes(int keyBytes) {
        return keyBytes;
    }

    @Override
    public XtsContext context(ByteBuffer key, int dataUnitBytes, SecretSlot secret) {
        secret.buffer().put(0, key, key.position(), key.remaining());
        return new JavaContext(dataUnitBytes, secret, math);
    }
}
