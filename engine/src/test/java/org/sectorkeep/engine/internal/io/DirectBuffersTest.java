// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DirectBuffersTest {
    private static final int LARGE_BYTES = 1 << 20;
    private static final int LARGE_COUNT = 16;

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void aLoanIsAsLongAsWasAskedForWhateverWasLentBefore() {
        for (int lengthBytes : new int[] {4096, 16, 65536, 512, LARGE_BYTES, 4 * LARGE_BYTES}) {
            try (DirectBuffers.Loan loan = DirectBuffers.borrow(lengthBytes)) {
                assertThat(loan.buffer().isDirect()).isTrue();
                assertThat(loan.buffer().position()).isZero();
                assertThat(loan.buffer().remaining()).isEqualTo(lengthBytes);
                loan.buffer().position(8);
            }
        }
    }

    @Test
    void aThreadGetsTheBufferThatItHadBefore() {
        ByteBuffer first;
        try (DirectBuffers.Loan loan = DirectBuffers.borrow(4096)) {
            first = loan.buffer();
        }
        try (DirectBuffers.Loan loan = DirectBuffers.borrow(512)) {
            assertThat(loan.buffer()).isSameAs(first);
        }
    }

    @Test
    void twoLoansAtOnceAreTwoBuffers() {
        try (DirectBuffers.Loan one = DirectBuffers.borrow(4096);
                DirectBuffers.Loan other = DirectBuffers.borrow(4096)) {
            assertThat(one.buffer()).isNotSameAs(other.buffer());
        }
    }

    @Test
    void whoComesWhenAllAreLentWaitsUntilOneIsBack() throws Exception {
        List<DirectBuffers.Loan> all = new ArrayList<>();
        for (int i = 0; i < LARGE_COUNT; i++) {
            all.add(DirectBuffers.borrow(LARGE_BYTES));
        }
        ByteBuffer returned = all.get(5).buffer();
        Future<ByteBuffer> late = pool.submit(() -> {
            try (DirectBuffers.Loan loan = DirectBuffers.borrow(LARGE_BYTES)) {
                return loan.buffer();
            }
        });
        all.remove(5).close();
        assertThat(late.get(30, TimeUnit.SECONDS)).isSameAs(returned);
        all.forEach(DirectBuffers.Loan::close);
    }
}
