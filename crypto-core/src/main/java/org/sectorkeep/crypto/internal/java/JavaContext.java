// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.ReusePool;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/** A key for the Java engine: JCE ciphers belong to one thread at a time, so each running call has a worker. */
final class JavaContext implements XtsContext {
    private final int unitBytes;
    private final SecretSlot key;
    private final ChunkMath math;
    private final ReusePool<RunWorker> workers;

    JavaContext(int unitBytes, SecretSlot key, ChunkMath math) {
        this.unitBytes = unitBytes;
        this.key = key;
        this.math = math;
        this.workers = new ReusePool<>(this::newWorker);
    }

    private RunWorker newWorker() {
        try { // until its end the garbage collector does not wipe the key
            return new RunWorker(key.buffer(), math);
        } finally {
            Reference.reachabilityFence(key);
        }
    }

    @Override
    public void run(
            Direction direction,
            long firstLba,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        RunWorker worker = workers.take();
        try {
            worker.run(direction, unitBytes, firstLba, source, sourceIndex, target, targetIndex, lengthBytes);
        } finally {
            workers.giveBack(worker);
        }
    }

    @Override
    public void part(
            Direction direction,
            long lba,
            int firstBlock,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        RunWorker worker = workers.take();
        try {
            worker.part(direction, lba, firstBlock, source, sourceIndex, target, targetIndex, lengthBytes);
        } finally {
            workers.giveBack(worker);
        }
    }

    @Override
    public void unit(
            Direction direction,
            long tweakLow,
            long tweakHigh,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        RunWorker worker = workers.take();
        try {
            worker.unit(direction, tweakLow, tweakHigh, source, sourceIndex, target, targetIndex, lengthBytes);
        } finally {
            workers.giveBack(worker);
        }
    }

    @Override
    public void wipe() {
        workers.clear();
        key.wipe();
    }
}
