// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sectorkeep.crypto.internal.java.JavaBackend;
import org.sectorkeep.crypto.internal.kernels.NativeEngine;
import org.sectorkeep.crypto.internal.shim.ShimUnavailableException;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.testing.Peers;

class EngineSelectionTest {
    private static NativeEngine none() {
        return NativeEngine.probe(() -> {
            throw new ShimUnavailableException("the reason");
        });
    }

    private static NativeEngine untouched() {
        throw new AssertionError("the native engine was loaded");
    }

    @Test
    void autoTakesJavaWhereThereIsNoNativeAndSaysWhy() throws EngineUnavailableException {
        for (String word : new String[] {null, "", "auto"}) {
            EngineSelection selection = selection(EngineSelectionTest::none, word);
            assertThat(selection.selected().name()).isEqualTo("java");
            assertThat(selection.reason()).startsWith("java (sunjce-ecb").endsWith("the reason");
            assertThat(selection.nativeUnavailable()).contains("the reason");
            assertThat(selection.available()).extracting(XtsBackend::name).containsOnly("java");
        }
    }

    @Test
    void autoTakesTheFastestKernel() throws EngineUnavailableException {
        NativeEngine real = realEngine();
        EngineSelection selection = selection(() -> real, null);
        XtsBackend fastest = real.kernels().get(real.kernels().size() - 1);
        assertThat(selection.selected()).isSameAs(fastest).isSameAs(selection.selected());
        assertThat(selection.reason()).startsWith("native (" + fastest.kernel() + "): ");
        assertThat(selection.nativeUnavailable()).isEmpty();
        assertThat(selection.available().get(0).name()).isEqualTo("java");
        assertThat(selection.available())
                .hasSize(JavaBackend.available().size() + real.kernels().size());
    }

    @Test
    void nativeFailsLoudlyWhereThereIsNone() throws EngineUnavailableException {
        EngineSelection byVariable = selection(EngineSelectionTest::none, "native");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(byVariable::selected)
                    .isInstanceOfSatisfying(
                            EngineUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo("the reason"));
        }
        EngineSelection byCall = selection(EngineSelectionTest::none, "java");
        assertThatThrownBy(() -> byCall.select("native")).isInstanceOf(EngineUnavailableException.class);
        assertThat(byCall.selected().name()).isEqualTo("java");
    }

    @Test
    void javaDoesNotEvenLoadTheNativeEngine() throws EngineUnavailableException {
        assertThat(selection(EngineSelectionTest::untouched, "java").selected().name())
                .isEqualTo("java");
        EngineSelection selection = selection(EngineSelectionTest::untouched, "native");
        selection.select("java");
        assertThat(selection.selected().name()).isEqualTo("java");
        assertThat(selection.reason()).matches("java \\(sunjce-ecb(-vector)?\\): 'java' was selected");
    }

    @Test
    void nativeIsTakenWhereItIs() throws EngineUnavailableException {
        NativeEngine real = realEngine();
        assertThat(selection(() -> real, "native").selected().name()).isEqualTo("native");
    }

    @Test
    void choosesOnlyOnce() throws EngineUnavailableException {
        EngineSelection selection = selection(EngineSelectionTest::none, null);
        selection.selected();
        assertThatIllegalStateException()
                .isThrownBy(() -> selection.select("auto"))
                .withMessageContaining("java (sunjce-ecb");
    }

    @Test
    void refusesOtherWords() {
        EngineSelection selection = selection(EngineSelectionTest::none, "openssl");
        assertThatIllegalArgumentException()
                .isThrownBy(selection::selected)
                .withMessage("engine 'openssl' by SECTORKEEP_ENGINE, expected auto, java or native");
    }

    private static EngineSelection selection(Supplier<NativeEngine> nativeEngine, @Nullable String environment) {
        return new EngineSelection(nativeEngine, environment);
    }

    private static NativeEngine realEngine() {
        NativeEngine real = NativeEngine.ofProcess();
        Peers.require(
                real.whyUnavailable().isEmpty(),
                "native engine: " + real.whyUnavailable().orElse(""));
        return real;
    }
}
