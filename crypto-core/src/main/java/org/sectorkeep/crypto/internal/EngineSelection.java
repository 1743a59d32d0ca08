// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.java.JavaBackend;
import org.sectorkeep.crypto.internal.kernels.NativeEngine;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses between the engines, once. The native one is loaded only when somebody asks for it. */
public final class EngineSelection {
    /** The choice of this process. */
    public static final EngineSelection PROCESS =
            new EngineSelection(NativeEngine::ofProcess, System.getenv("SECTORKEEP_ENGINE"));

    private static final Logger LOG = LoggerFactory.getLogger(EngineSelection.class);

    private final List<JavaBackend> java = JavaBackend.available();
    private final Supplier<NativeEngine> nativeEngine;
    private final @Nullable String environment;
    private @Nullable XtsBackend chosen;
    private String reason = "nothing chosen yet";

    EngineSelection(Supplier<NativeEngine> nativeEngine, @Nullable String environment) {
        this.nativeEngine = nativeEngine;
        this.environment = environment;
    }

    /** Chooses {@code auto}, {@code java} or {@code native}. */
    public synchronized void select(String word) throws EngineUnavailableException {
        if (chosen != null) {
            throw new IllegalStateException("engine selected after its first use, which chose " + reason);
        }
        choose(word, "was selected");
    }

    /** The engine of this process. */
    public synchronized XtsBackend selected() throws EngineUnavailableException {
        if (chosen != null) {
            return chosen;
        }
        return environment == null || environment.isEmpty()
                ? choose("auto", "by default")
                : choose(environment, "by SECTORKEEP_ENGINE");
    }

    private XtsBackend choose(String word, String who) throws EngineUnavailableException {
        return switch (word) {
            case "java" -> take(last(java), "'java' " + who);
            case "native" -> take(demandNative(), "'native' " + who);
            case "auto" -> fastest(who);
            default ->
                throw new IllegalArgumentException("engine '" + word + "' " + who + ", expected auto, java or native");
        };
    }

    private XtsBackend demandNative() throws EngineUnavailableException {
        NativeEngine loaded = nativeEngine.get();
        if (loaded.kernels().isEmpty()) {
            throw new EngineUnavailableException(loaded.whyUnavailable().orElseThrow());
        }
        return last(loaded.kernels());
    }

    private XtsBackend fastest(String who) {
        NativeEngine loaded = nativeEngine.get();
        String why = "'auto' " + who + ", ";
        return loaded.kernels().isEmpty()
                ? take(
                        last(java),
                        why + "and native is unavailable: "
                                + loaded.whyUnavailable().orElseThrow())
                : take(last(loaded.kernels()), why + "and it is the fastest that works here");
    }

    private XtsBackend take(XtsBackend backend, String why) {
        chosen = backend;
        reason = backend.name() + " (" + backend.kernel() + "): " + why;
        LOG.debug("engine {}", reason);
        return backend;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    /** Java, plain and then with vectors if they are there; then the native kernels; of each the fastest last. */
    public List<XtsBackend> available() {
        List<XtsBackend> all = new ArrayList<>(java);
        all.addAll(nativeEngine.get().kernels());
        return all;
    }

    /** AES-256's rounds on registers alone, of this many blocks or some more; answers how many, or 0 without native. */
    public long roundsOnRegisters(long blocks) {
        return nativeEngine.get().roundsOnRegisters(blocks);
    }

    /** Why there is no native engine. */
    public Optional<String> nativeUnavailable() {
        return nativeEngine.get().whyUnavailable();
    }

    /** What was chosen and why. */
    public synchronized String reason() {
        return reason;
    }
}
