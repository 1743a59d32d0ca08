// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Things that one thread at a time uses and that cost something to make. A thread looks first where it put the last one,
 * so that threads seldom meet; nothing is locked or allocated while enough of them are there.
 *
 * @param <T> the things
 */
public final class ReusePool<T> {
    /** A power of two; what comes back to a full pool is dropped. */
    private static final int PLACES = 32;

    /** References between two places, so that they lie on cache lines of their own. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<T> places = new AtomicReferenceArray<>(PLACES * STRIDE);
    private final Supplier<T> maker;

    public ReusePool(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Takes one, a new one if all are taken. */
    public T take() {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            int place = ((home + i) & (PLACES - 1)) * STRIDE;
            if (places.get(place) != null) {
                T thing = places.getAndSet(place, null);
                if (thing != null) {
                    return thing;
                }
            }
        }
        return maker.get();
    }

    /** Gives one back. */
    public void giveBack(T thing) {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            int place = ((home + i) & (PLACES - 1)) * STRIDE;
            if (places.get(place) == null && places.compareAndSet(place, null, thing)) {
                return;
            }
        }
    }

    /** Drops all that are not taken. */
    public void clear() {
        for (int place = 0; place < PLACES * STRIDE; place += STRIDE) {
            places.set(place, null);
        }
    }

    private static int home() {
        return System.identityHashCode(Thread.currentThread());
    }
}
