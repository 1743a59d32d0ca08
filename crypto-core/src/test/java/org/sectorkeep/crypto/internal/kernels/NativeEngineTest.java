// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.internal.shim.Shim;
import org.sectorkeep.crypto.internal.shim.ShimLibrary;
import org.sectorkeep.crypto.internal.shim.ShimUnavailableException;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.testing.Peers;

/** A native library that is not what it should be is not used, and the reason is kept. */
class NativeEngineTest {
    @Test
    void theLibraryOfThisBuildIsSound() throws ShimUnavailableException {
        NativeEngine engine = NativeEngine.probe(NativeEngineTest::realShim);
        assertThat(engine.whyUnavailable()).isEmpty();
        assertThat(engine.kernels()).extracting(XtsBackend::name).containsOnly("native");
        assertThat(engine.kernels().get(0).kernel()).isEqualTo("aes-ni");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, -1})
    void anotherAbiIsRefused(int version) throws ShimUnavailableException {
        Shim shim = changed(realShim(), "sk_abi_version", (real, arguments) -> version);
        assertUnavailable(shim, "the library has ABI version " + version + ", expected " + Shim.ABI_VERSION);
    }

    @Test
    void aCpuWithoutAesHasNoKernel() throws ShimUnavailableException {
        assertUnavailable(
                changed(realShim(), "sk_kernels", (real, arguments) -> 0L), "this CPU has no AES instructions");
    }

    @ParameterizedTest
    @CsvSource({
        "sk_encrypt_run, encrypting",
        "sk_decrypt_run, decrypting",
        "sk_encrypt_part, encrypting a part",
        "sk_decrypt_part, decrypting a part",
        "sk_encrypt_unit, ciphertext stealing",
        "sk_decrypt_unit, ciphertext stealing"
    })
    void aFunctionThatDoesNothingIsFoundOut(String function, String what) throws ShimUnavailableException {
        Shim shim = changed(realShim(), function, (real, arguments) -> 0);
        assertUnavailable(shim, "kernel aes-ni gave a wrong answer when " + what);
    }

    @Test
    void aKernelThatIsWrongOnlyInItsBatchedPathIsFoundOut() throws ShimUnavailableException {
        Shim sound = realShim();
        Shim shim = changed(sound, "sk_encrypt_run", (real, arguments) -> {
            long lengthBytes = (long) arguments[4];
            Object answer = real.call();
            if (lengthBytes > 64 * 512) {
                sound.sk_wipe((long) arguments[3] + lengthBytes - 16, 16);
            }
            return answer;
        });
        assertUnavailable(shim, "kernel aes-ni gave a wrong answer when encrypting");
    }

    @Test
    void aFunctionThatRefusesIsFoundOut() throws ShimUnavailableException {
        Shim shim = changed(realShim(), "sk_context_init", (real, arguments) -> -6);
        assertUnavailable(shim, "native library refused a call: error -6");
    }

    @Test
    void anythingThrownWhileLoadingIsAReason() {
        NativeEngine engine = NativeEngine.probe(() -> {
            throw new UnsatisfiedLinkError("no such symbol");
        });
        assertThat(engine.kernels()).isEmpty();
        assertThat(engine.whyUnavailable())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no such symbol"));
    }

    private static void assertUnavailable(Shim shim, String reason) {
        NativeEngine engine = NativeEngine.probe(() -> shim);
        assertThat(engine.kernels()).isEmpty();
        assertThat(engine.whyUnavailable())
                .hasValueSatisfying(why -> assertThat(why).contains(reason));
    }

    private static Shim realShim() throws ShimUnavailableException {
        Peers.require(
                NativeEngine.ofProcess().whyUnavailable().isEmpty(),
                "native engine: " + NativeEngine.ofProcess().whyUnavailable().orElse(""));
        return ShimLibrary.load();
    }

    /** What a function is made to answer instead of the real one, which it may call. */
    private interface Change {
        Object answer(RealCall real, Object[] arguments) throws Exception;
    }

    private interface RealCall {
        Object call() throws Exception;
    }

    private static Shim changed(Shim real, String function, Change change) {
        return (Shim) Proxy.newProxyInstance(
                Shim.class.getClassLoader(), new Class<?>[] {Shim.class}, (proxy, method, arguments) -> {
                    RealCall call = () -> call(real, method, arguments);
                    return method.getName().equals(function) ? change.answer(call, arguments) : call.call();
                });
    }

    private static Object call(Shim real, Method method, Object[] arguments)
            throws IllegalAccessException, InvocationTargetException {
        return method.invoke(real, arguments);
    }
}
