// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.EngineSelection;
import org.sectorkeep.crypto.internal.EngineUnavailableException;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.xts.EngineFault;
import org.sectorkeep.crypto.internal.xts.XtsBackend;

/**
 * An implementation of AES-XTS. There are two: one in Java on top of the runtime's AES, which is everywhere, and a native
 * one for Linux on x86-64, with a kernel for each generation of AES instructions. All give the same bytes. The Java one is
 * faster in a program started with {@code --add-modules jdk.incubator.vector}, which no program needs to be.
 *
 * <p>A process uses one, chosen at first use: by {@link #select}, else by the environment variable
 * {@code SECTORKEEP_ENGINE} ({@code auto}, {@code java} or {@code native}), else {@code auto}, which takes native where
 * it can and says why not where it cannot ({@link #selectionReason()}). Safe for use by many threads.
 */
public final class XtsEngine {
    private static final int BLOCK_BYTES = 16;
    private static final int MEASURED_ROUNDS = 14;

    /** A millisecond's work of the fastest CPUs. */
    private static final long LIMIT_BLOCKS = 1 << 21;

    private final XtsBackend backend;

    private XtsEngine(XtsBackend backend) {
        this.backend = backend;
    }

    /** Which engine a process is to use. */
    public enum Choice {
        /** Native with its fastest kernel, or Java where there is no native one. */
        AUTO,
        /** Java. */
        JAVA,
        /** Native; without it nothing works. */
        NATIVE
    }

    /**
     * The engine of this process; the first call chooses it.
     *
     * @return equal engines at every call
     * @throws NativeEngineUnavailableException if native is demanded and there is none
     * @throws IllegalArgumentException if {@code SECTORKEEP_ENGINE} is none of the three words
     */
    public static XtsEngine selected() {
        try {
            return new XtsEngine(EngineSelection.PROCESS.selected());
        } catch (EngineUnavailableException e) {
            throw new NativeEngineUnavailableException(e.reason());
        }
    }

    /**
     * Chooses the engine of this process, whatever the environment says.
     *
     * @param choice which
     * @throws IllegalStateException if an engine was chosen before
     * @throws NativeEngineUnavailableException if native is demanded and there is none; nothing is chosen then
     */
    public static void select(Choice choice) {
        try {
            EngineSelection.PROCESS.select(choice.name().toLowerCase(Locale.ROOT));
        } catch (EngineUnavailableException e) {
            throw new NativeEngineUnavailableException(e.reason());
        }
    }

    /**
     * All engines that work here, for tests and measurements: Java first, plain and then with vectors if this program has
     * the module for it; then native with each kernel that the CPU can run, the fastest last.
     *
     * @return at least one
     */
    public static List<XtsEngine> available() {
        return EngineSelection.PROCESS.available().stream().map(XtsEngine::new).toList();
    }

    /**
     * Why the native engine is off.
     *
     * @return the reason, or empty if native works here
     */
    public static Optional<String> nativeUnavailable() {
        return EngineSelection.PROCESS.nativeUnavailable();
    }

    /**
     * What one core of this CPU could do at best, for measurements: the rounds of AES on registers, with the widest AES
     * instructions it has, and nothing else; no memory, no tweaks. Measured now, in one to five milliseconds, by the
     * calling thread: the clock of a core and its neighbours change, so ask right before or after what is compared to it.
     *
     * @param cipher which decides how many rounds a block takes
     * @return bytes per second, or empty without the native engine
     */
    public static OptionalDouble limitBytesPerSecond(XtsCipher cipher) {
        long startNanos = System.nanoTime();
        long blocks = EngineSelection.PROCESS.roundsOnRegisters(LIMIT_BLOCKS);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return blocks == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(BLOCK_BYTES * blocks / seconds * MEASURED_ROUNDS / cipher.rounds());
    }

    /**
     * Which engine was chosen and why, in one line; chooses it if that was not done.
     *
     * @return such as {@code native (vaes-512): the fastest that this machine can run}
     * @throws NativeEngineUnavailableException if native is demanded and there is none
     * @throws IllegalArgumentException if {@code SECTORKEEP_ENGINE} is none of the three words
     */
    public static String selectionReason() {
        selected();
        return EngineSelection.PROCESS.reason();
    }

    /**
     * The engine's name.
     *
     * @return {@code java} or {@code native}
     */
    public String name() {
        return backend.name();
    }

    /**
     * What does the work in it.
     *
     * @return {@code sunjce-ecb} (or {@code jce-ecb} in a Java runtime without SunJCE), the same with {@code -vector}
     *     appended, {@code aes-ni}, {@code vaes-256} or {@code vaes-512}
     */
    public String kernel() {
        return backend.kernel();
    }

    /**
     * Makes a cipher with this engine, whichever was chosen for the process.
     *
     * @param key is copied, and may be closed afterwards
     * @param unit the size of data units
     * @return a new cipher, to be closed by the caller
     * @throws SecretMemoryException if memory for the key cannot be locked
     * @throws IllegalStateException if {@code key} is closed
     */
    public SectorCipher cipher(XtsKey key, DataUnit unit) {
        SecretSlot slot = SecretMemory.take(backend.secretBytes(key.cipher().keyBytes()));
        try {
            return new EngineSectorCipher(unit, key.bytes().read(bytes -> backend.context(bytes, unit.bytes(), slot)));
        } catch (RuntimeException e) {
            slot.wipe();
            throw e instanceof EngineFault fault ? new BugException(fault.description(), fault) : e;
        }
    }

    XtsBackend backend() {
        return backend;
    }

    /** Whether both are the same implementation with the same kernel. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof XtsEngine engine && backend.equals(engine.backend);
    }

    @Override
    public int hashCode() {
        return backend.hashCode();
    }

    /** Prints name and kernel: {@code native (vaes-512)}. */
    @Override
    public String toString() {
        return backend.name() + " (" + backend.kernel() + ")";
    }
}
