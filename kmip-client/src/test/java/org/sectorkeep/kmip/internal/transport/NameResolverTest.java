// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;

@Timeout(30)
class NameResolverTest {
    private static final InetAddress[] LOOPBACK = {InetAddress.getLoopbackAddress()};

    @Test
    void leavesAResolverThatHangsBehind() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        NameResolver resolver = new NameResolver(host -> {
            awaitQuietly(never);
            return LOOPBACK;
        });
        assertFails(resolver, "kms.example", Duration.ofMillis(200), TransportFailure.TIMED_OUT);
        never.countDown();
    }

    @Test
    void looksUpOtherNamesAndAddressesWhileAllThreadsHang() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger hangingThreads = new AtomicInteger();
        NameResolver hanging = new NameResolver(host -> {
            hangingThreads.incrementAndGet();
            awaitQuietly(never);
            return LOOPBACK;
        });
        while (hangingThreads.get() < 8) { // a lookup may be given up before its thread has begun
            assertFails(hanging, "kms.example", Duration.ofMillis(20), TransportFailure.TIMED_OUT);
        }
        NameResolver resolver = new NameResolver(host -> LOOPBACK);
        assertFails(resolver, "other.example", Duration.ofMillis(200), TransportFailure.TIMED_OUT);
        assertThat(resolver.resolve(stage("127.0.0.1", Duration.ofSeconds(5)))).hasSize(1);
        never.countDown();
        assertThat(resolver.resolve(stage("other.example", Duration.ofSeconds(20))))
                .containsExactly(LOOPBACK);
    }

    @Test
    void saysThatANameIsNotKnown() {
        NameResolver resolver = new NameResolver(host -> {
            throw new UnknownHostException(host);
        });
        assertFails(resolver, "nobody.example", Duration.ofSeconds(20), TransportFailure.NAME_NOT_KNOWN);
    }

    @Test
    void endsWhenTheCallerIsInterrupted() {
        Thread.currentThread().interrupt();
        NameResolver resolver = new NameResolver(host -> LOOPBACK);
        assertFails(resolver, "kms.example", Duration.ofSeconds(20), TransportFailure.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void assertFails(NameResolver resolver, String host, Duration time, TransportFailure failure) {
        assertThatThrownBy(() -> resolver.resolve(stage(host, time)))
                .isInstanceOfSatisfying(KmipTransportException.class, e -> {
                    assertThat(e.failure()).isEqualTo(failure);
                    assertThat(e.phase()).isEqualTo(TransportPhase.RESOLVE);
                    assertThat(e.requestMayHaveArrived()).isFalse();
                });
    }

    private static Stage stage(String host, Duration time) {
        return new Stage(new KmipServer(host, 5696), TransportPhase.RESOLVE, Deadline.in(time));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
