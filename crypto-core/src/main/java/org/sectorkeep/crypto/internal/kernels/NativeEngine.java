// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.shim.Shim;
import org.sectorkeep.crypto.internal.shim.ShimLibrary;
import org.sectorkeep.crypto.internal.shim.ShimUnavailableException;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native engine: its kernels that work here, or the reason why there is none. */
public final class NativeEngine {
    private static final Logger LOG = LoggerFactory.getLogger(NativeEngine.class);

    private final List<NativeBackend> kernels;
    private final @Nullable String whyUnavailable;

    private NativeEngine(List<NativeBackend> kernels, @Nullable String whyUnavailable) {
        this.kernels = kernels;
        this.whyUnavailable = whyUnavailable;
    }

    /** Where the library comes from. */
    @FunctionalInterface
    public interface Source {
        Shim load() throws ShimUnavailableException;
    }

    /** The native engine of this process, loaded at the first call. */
    public static NativeEngine ofProcess() {
        return Holder.INSTANCE;
    }

    /**
     * Loads the library and lets its kernels prove themselves. If one fails, none is used: a library that is wrong once
     * is not to be trusted.
     */
    public static NativeEngine probe(Source source) {
        try {
            List<NativeBackend> kernels = kernels(source.load());
            KnownAnswers.check(kernels);
            return new NativeEngine(kernels, null);
        } catch (ShimUnavailableException e) {
            return unavailable(e.reason(), e);
        } catch (Throwable e) { // a loader may throw anything: LinkageError, ExceptionInInitializerError, …
            return unavailable("loading it failed: " + e, e);
        }
    }

    private static NativeEngine unavailable(String reason, Throwable cause) {
        LOG.debug("native engine is unavailable: {}", reason, cause);
        return new NativeEngine(List.of(), reason);
    }

    private static List<NativeBackend> kernels(Shim shim) throws ShimUnavailableException {
        int version = shim.sk_abi_version();
        if (version != Shim.ABI_VERSION) {
            throw new ShimUnavailableException(
                    "the library has ABI version " + version + ", expected " + Shim.ABI_VERSION);
        }
        long runnable = shim.sk_kernels();
        List<NativeBackend> kernels = new ArrayList<>();
        for (Kernel kernel : Kernel.values()) {
            if ((runnable & kernel.bit()) != 0) {
                kernels.add(new NativeBackend(shim, kernel));
            }
        }
        if (kernels.isEmpty()) {
            throw new ShimUnavailableException("this CPU has no AES instructions");
        }
        return List.copyOf(kernels);
    }

    /** The kernels that work here, the fastest last; empty if none does. */
    public List<XtsBackend> kernels() {
        return List.copyOf(kernels);
    }

    /**
     * Does the rounds of AES-256 of this many blocks or some more, on registers alone, with the vectors of the fastest
     * kernel: to be timed as what a core can do at best.
     *
     * @return how many blocks; 0 if there is no kernel
     */
    public long roundsOnRegisters(long blocks) {
        return kernels.isEmpty() ? 0 : kernels.get(kernels.size() - 1).roundsOnRegisters(blocks);
    }

    /** Why there is no kernel. */
    public Optional<String> whyUnavailable() {
        return Optional.ofNullable(whyUnavailable);
    }

    private static final class Holder {
        static final NativeEngine INSTANCE = probe(ShimLibrary::load);
    }
}
