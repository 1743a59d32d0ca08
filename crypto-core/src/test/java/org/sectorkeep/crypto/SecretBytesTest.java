// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void keepsWhatItWasGiven() {
        try (SecretBytes fromArray = SecretBytes.copyOf(CONTENT);
                SecretBytes fromBuffer = SecretBytes.copyOf(ByteBuffer.wrap(CONTENT, 2, 3))) {
            assertThat(fromArray.readArray(byte[]::clone)).isEqualTo(CONTENT);
            assertThat(fromBuffer.readArray(byte[]::clone)).containsExactly(3, 4, 5);
            assertThat(fromBuffer.lengthBytes()).isEqualTo(3);
        }
    }

    @Test
    void takingWipesTheSource() {
        byte[] source = CONTENT.clone();
        try (SecretBytes secret = SecretBytes.takeFrom(source)) {
            assertThat(source).containsOnly(0);
            assertThat(secret.readArray(byte[]::clone)).isEqualTo(CONTENT);
        }
    }

    @Test
    void refusesANegativeLength() {
        assertThatThrownBy(() -> SecretBytes.random(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomSecretsDiffer() {
        try (SecretBytes one = SecretBytes.random(32);
                SecretBytes two = SecretBytes.random(32)) {
            assertThat(one.contentEquals(two)).isFalse();
        }
    }

    @Test
    void comparesContent() {
        try (SecretBytes one = SecretBytes.copyOf(CONTENT);
                SecretBytes same = one.copy();
                SecretBytes shorter = one.slice(0, 8)) {
            assertThat(one.contentEquals(same)).isTrue();
            assertThat(one.contentEquals(one)).isTrue();
            assertThat(one.contentEquals(shorter)).isFalse();
            for (int i = 0; i < CONTENT.length; i++) {
                byte[] changed = CONTENT.clone();
                changed[i] ^= (byte) 0x80;
                try (SecretBytes other = SecretBytes.takeFrom(changed)) {
                    assertThat(one.contentEquals(other)).isFalse();
                }
            }
        }
    }

    @Test
    void slicesAndRefusesSlicesOutside() {
        try (SecretBytes secret = SecretBytes.copyOf(CONTENT);
                SecretBytes slice = secret.slice(3, 2)) {
            assertThat(slice.readArray(byte[]::clone)).containsExactly(4, 5);
            assertThatThrownBy(() -> secret.slice(5, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> secret.slice(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void readersCannotWriteAndSeeOnlyTheirSecret() {
        try (SecretBytes secret = SecretBytes.copyOf(CONTENT)) {
            secret.<Void>read(view -> {
                assertThat(view.isReadOnly()).isTrue();
                assertThat(view.isDirect()).isTrue();
                assertThat(view.capacity()).isEqualTo(CONTENT.length);
                return null;
            });
        }
    }

    @Test
    void printsItsLengthOnly() {
        try (SecretBytes secret = SecretBytes.copyOf(CONTENT)) {
            assertThat(secret).hasToString("SecretBytes[9]");
        }
    }

    @Test
    void isWipedWhenClosed() {
        SecretBytes secret = SecretBytes.copyOf(CONTENT);
        ByteBuffer leaked = secret.read(view -> view);
        assertThat(leaked.get(0)).isEqualTo((byte) 1);
        secret.close();
        for (int i = 0; i < CONTENT.length; i++) {
            assertThat(leaked.get(i)).isZero();
        }
    }

    @Test
    void theHeapCopyIsWiped() {
        try (SecretBytes secret = SecretBytes.copyOf(CONTENT)) {
            byte[] leaked = secret.readArray(array -> array);
            assertThat(leaked).containsOnly(0);
            byte[][] thrown = new byte[1][];
            assertThatThrownBy(() -> secret.readArray(array -> {
                        thrown[0] = array;
                        throw new IllegalArgumentException("reader");
                    }))
                    .hasMessage("reader");
            assertThat(thrown[0]).containsOnly(0);
        }
    }

    @Test
    void refusesUseAfterClose() {
        SecretBytes secret = SecretBytes.copyOf(CONTENT);
        secret.close();
        secret.close();
        assertThat(secret.isClosed()).isTrue();
        assertThat(secret.lengthBytes()).isEqualTo(9);
        assertThatThrownBy(() -> secret.read(ByteBuffer::remaining)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cannotBeClosedByItsOwnReader() {
        SecretBytes secret = SecretBytes.copyOf(CONTENT);
        assertThatThrownBy(() -> secret.<Void>read(view -> {
                    secret.close();
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(secret.isClosed()).isFalse();
        secret.close();
    }

    @Test
    void closeWaitsForReaders() throws InterruptedException {
        SecretBytes secret = SecretBytes.copyOf(CONTENT);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean intact = new AtomicBoolean();
        Thread reader = new Thread(() -> secret.<Void>read(view -> {
            reading.countDown();
            awaitQuietly(mayEnd);
            intact.set(view.get(0) == 1);
            return null;
        }));
        reader.start();
        reading.await();
        Thread closer = new Thread(secret::close);
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(secret.isClosed()).isTrue();
        mayEnd.countDown();
        closer.join();
        reader.join();
        assertThat(intact).isTrue();
    }

    @Test
    void emptySecretsAreFine() {
        try (SecretBytes secret = SecretBytes.random(0)) {
            assertThat(secret.readArray(byte[]::clone)).isEmpty();
        }
    }

    @Test
    void readArrayHandsOutFreshCopies() {
        try (SecretBytes secret = SecretBytes.copyOf(CONTENT)) {
            secret.<Void>readArray(array -> {
                Arrays.fill(array, (byte) 99);
                return null;
            });
            assertThat(secret.readArray(byte[]::clone)).isEqualTo(CONTENT);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
