// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every engine and kernel promises of its sector ciphers. */
abstract class SectorCipherContract extends SectorCipherBuffers {
    @Test
    void refusesPartsThatDoNotFit() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_4096)) {
            int[][] offsetAndLength = {
                {-16, 16}, {8, 16}, {0, 17}, {4096, 16}, {4080, 32}, {16, 4096}, {Integer.MAX_VALUE - 15, 16}, {0, 4112}
            };
            for (int[] each : offsetAndLength) {
                ByteBuffer source = ByteBuffer.allocateDirect(each[1]);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> subject.encryptPart(0, each[0], source, ByteBuffer.allocateDirect(each[1])));
                assertThat(source.position()).isZero();
            }
            ByteBuffer block = ByteBuffer.allocateDirect(16);
            assertThatIllegalArgumentException().isThrownBy(() -> subject.decryptPart(4, 0, block, block));
            assertThatIllegalArgumentException().isThrownBy(() -> subject.decryptPart(-8, 0, block, block));
            assertThatIllegalArgumentException().isThrownBy(() -> subject.decryptPart(Long.MAX_VALUE, 0, block, block));
        }
    }

    @Test
    void refusesLengthsThatAreNotWholeUnitsAndTargetsTooSmallOrReadOnly() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_4096)) {
            for (int length : new int[] {1, 16, 512, 4095, 4097, 8191}) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(length);
                assertThatIllegalArgumentException().isThrownBy(() -> subject.encrypt(0, buffer, buffer));
            }
            ByteBuffer source = ByteBuffer.allocateDirect(8192);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> subject.encrypt(0, source, ByteBuffer.allocateDirect(8191)))
                    .withMessageContaining("8191")
                    .withMessageContaining("8192");
            ByteBuffer readOnly = ByteBuffer.allocateDirect(8192).asReadOnlyBuffer();
            assertThatThrownBy(() -> subject.encrypt(0, source, readOnly)).isInstanceOf(ReadOnlyBufferException.class);
            assertThat(source.position()).isZero();
        }
    }

    @Test
    void anEmptyRunDoesNothing() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_512)) {
            ByteBuffer target = ByteBuffer.allocate(512);
            subject.encrypt(Long.MAX_VALUE, ByteBuffer.allocate(0), target);
            subject.decrypt(0, ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(0));
            subject.encryptPart(0, 512, ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(0));
            assertThat(target.position()).isZero();
        }
    }

    @Test
    void theKeyMayBeClosedAfterwards() {
        byte[] bytes = bytes(64);
        SectorCipher subject;
        try (SecretBytes secret = SecretBytes.copyOf(bytes);
                XtsKey key = XtsKey.of(secret)) {
            subject = engine().cipher(key, DataUnit.BYTES_512);
        }
        byte[] plain = bytes(512);
        assertThat(subject.dataUnit()).isEqualTo(DataUnit.BYTES_512);
        assertSame(subject, 3, plain, new ReferenceXts(bytes).run(true, 3, plain, 512));
        subject.close();
    }

    @Test
    void refusesWorkOnceClosed() {
        SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_512);
        subject.close();
        subject.close();
        ByteBuffer buffer = ByteBuffer.allocateDirect(512);
        assertThatThrownBy(() -> subject.encrypt(0, buffer, buffer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> subject.decryptPart(0, 0, buffer, buffer)).isInstanceOf(IllegalStateException.class);
        assertThat(buffer.position()).isZero();
    }

    @Test
    void closingWhileOthersEncryptWaitsForThem() throws InterruptedException {
        byte[] key = bytes(64);
        byte[] plain = bytes(16 * 512);
        byte[] expected = new ReferenceXts(key).run(true, 0, plain, 512);
        for (int round = 0; round < 300; round++) {
            SectorCipher subject = cipher(key, DataUnit.BYTES_512);
            Encrypting[] threads = {
                new Encrypting(subject, plain, expected),
                new Encrypting(subject, plain, expected),
                new Encrypting(subject, plain, expected)
            };
            for (Encrypting thread : threads) {
                thread.start();
            }
            if (round % 2 == 0) {
                threads[0].awaitFirst();
            }
            subject.close();
            for (Encrypting thread : threads) {
                thread.join();
                assertThat(thread.failure).isNull();
            }
        }
    }

    /** Encrypts until the cipher is closed, and looks at every result. */
    private static final class Encrypting extends Thread {
        private final SectorCipher cipher;
        private final ByteBuffer source;
        private final byte[] expected;
        private volatile boolean done;
        private volatile @Nullable Throwable failure;

        Encrypting(SectorCipher cipher, byte[] plain, byte[] expected) {
            this.cipher = cipher;
            this.source = direct(plain);
            this.expected = expected;
        }

        @Override
        public void run() {
            ByteBuffer target = ByteBuffer.allocateDirect(expected.length);
            ByteBuffer right = ByteBuffer.wrap(expected);
            while (failure == null) {
                try {
                    cipher.encrypt(0, source.clear(), target.clear());
                } catch (IllegalStateException closed) {
                    done = true;
                    return;
                }
                if (!target.clear().equals(right)) {
                    failure = new AssertionError("wrong ciphertext");
                }
                done = true;
            }
        }

        void awaitFirst() {
            while (!done) {
                Thread.onSpinWait();
            }
        }
    }
}
