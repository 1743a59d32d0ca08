// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands out pieces of locked memory. It grows by slabs of whole pages, which are never given back: a process may lock
 * only so many pages (8 MiB is usual), and each locking is a system call. A slab is cut into slots of one power-of-two
 * size, aligned to their size or to a page, whichever is less; a returned slot is wiped and used again.
 */
public final class SecretPool {
    /** The pool of this process. */
    public static final SecretPool PROCESS = new SecretPool(PageLocker.ofSystem());

    /** A cache line, and what AVX-512 loads like best. */
    private static final int SMALLEST_SLOT_BYTES = 64;

    private static final int SLAB_BYTES = 64 * 1024;

    /** A multiple of the page size of every platform we know of. */
    private static final int PAGE_BYTES = 64 * 1024;

    private static final int LARGEST_SLOT_BYTES = 1 << 30;

    private final PageLocker locker;
    private final Map<Integer, Deque<ByteBuffer>> freeBySize = new HashMap<>();
    private boolean unlockedAllowed;
    private @Nullable String whyUnlocked;

    /** A pool of its own in memory that is not locked, for keys that are no secrets. */
    public static SecretPool ofPlainMemory() {
        return new SecretPool(pages -> null);
    }

    SecretPool(PageLocker locker) {
        this.locker = locker;
    }

    /** Permits slabs that cannot be locked, from now on. */
    public synchronized void allowUnlocked() {
        unlockedAllowed = true;
    }

    /** Why some secrets are, or would be, in unlocked memory; null if all is locked. */
    public synchronized @Nullable String whyUnlocked() {
        if (whyUnlocked == null && freeBySize.isEmpty()) {
            try {
                addSlab(SMALLEST_SLOT_BYTES);
            } catch (LockRefusedException e) {
                return e.getMessage();
            }
        }
        return whyUnlocked;
    }

    /** Takes a zeroed slot of at least {@code lengthBytes}, whose buffer is limited to just that. */
    public SecretSlot take(int lengthBytes) throws LockRefusedException {
        if (lengthBytes < 0 || lengthBytes > LARGEST_SLOT_BYTES) {
            throw new IllegalArgumentException(
                    "secret of " + lengthBytes + " bytes, expected 0 to " + LARGEST_SLOT_BYTES);
        }
        int slotBytes = slotBytes(lengthBytes);
        return new SecretSlot(this, takeFree(slotBytes), lengthBytes);
    }

    private static int slotBytes(int lengthBytes) {
        int least = Math.max(lengthBytes, SMALLEST_SLOT_BYTES);
        int power = Integer.highestOneBit(least);
        return power == least ? power : power << 1;
    }

    private synchronized ByteBuffer takeFree(int slotBytes) throws LockRefusedException {
        Deque<ByteBuffer> free = freeBySize.get(slotBytes);
        if (free == null || free.isEmpty()) {
            free = addSlab(slotBytes);
        }
        return free.pop();
    }

    synchronized void giveBack(ByteBuffer slot) {
        freeSlots(slot.capacity()).push(slot.clear());
    }

    private Deque<ByteBuffer> freeSlots(int slotBytes) {
        return freeBySize.computeIfAbsent(slotBytes, size -> new ArrayDeque<>());
    }

    private Deque<ByteBuffer> addSlab(int slotBytes) throws LockRefusedException {
        int slabBytes = Math.max(slotBytes, SLAB_BYTES);
        ByteBuffer slab = ByteBuffer.allocateDirect(slabBytes + PAGE_BYTES)
                .alignedSlice(PAGE_BYTES)
                .slice(0, slabBytes);
        String reason = locker.lock(slab);
        if (reason != null) {
            if (!unlockedAllowed) {
                throw new LockRefusedException(reason);
            }
            whyUnlocked = reason;
        }
        Deque<ByteBuffer> free = freeSlots(slotBytes);
        for (int offset = 0; offset < slabBytes; offset += slotBytes) {
            free.add(slab.slice(offset, slotBytes));
        }
        return free;
    }
}
