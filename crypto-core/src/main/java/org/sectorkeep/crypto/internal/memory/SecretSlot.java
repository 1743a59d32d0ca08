// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the pool, from when it is taken until {@link #wipe()}. Whoever holds it must keep others from using its
 * memory after that; the slot itself only sees to it that it is wiped, once, even if its holder is lost.
 */
public final class SecretSlot {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ByteBuffer buffer;
    private final Cleaner.Cleanable cleanable;

    SecretSlot(SecretPool pool, ByteBuffer slot, int lengthBytes) {
        this.buffer = slot.slice(0, lengthBytes);
        this.cleanable = CLEANER.register(this, new Return(pool, new AtomicReference<>(slot)));
    }

    /** The slot's memory; position 0, limit and capacity its length. Callers that move the position duplicate it. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** The address of the slot's memory; valid until it is wiped, as long as the slot is reachable. */
    public long address() {
        return DirectAddress.of(buffer, 0);
    }

    /** Wipes the memory and gives it back to the pool; a second call does nothing. */
    public void wipe() {
        cleanable.clean();
    }

    /** Runs once: by {@link #wipe()}, or after the slot became unreachable. */
    private record Return(SecretPool pool, AtomicReference<@Nullable ByteBuffer> taken) implements Runnable {
        @Override
        public void run() {
            ByteBuffer slot = taken.getAndSet(null);
            if (slot != null) {
                Wipe.zero(slot);
                pool.giveBack(slot);
            }
        }
    }
}
