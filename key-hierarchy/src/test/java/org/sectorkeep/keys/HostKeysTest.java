// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

class HostKeysTest {
    private static final Envelope ENVELOPE =
            Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);

    private final List<FakeProvider> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private FakeProvider next = new FakeProvider();
    private final HostKeys keys = new HostKeys(this::openProvider);

    private synchronized KeyProvider openProvider(String id) throws KeyUnavailableException {
        if (!id.equals("local")) {
            throw new KeyUnavailableException(Reason.PROVIDER_INVALID, "no provider '" + id + "'");
        }
        opened.add(next);
        return next;
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        keys.close();
        assertThat(opened).allSatisfy(provider -> {
            assertThat(provider.closes).hasValue(1);
            assertThat(provider.allWiped()).isTrue();
        });
    }

    @Test
    void nothingIsOpenedBeforeItIsNeededAndOnceOnly() throws Exception {
        assertThat(opened).isEmpty();
        KeyId id = keys.createKek("local");
        assertThat(keys.state(id)).isEqualTo(KeyState.ACTIVE);
        keys.kek(id).close();
        assertThat(opened).hasSize(1);
    }

    @Test
    void usersShareOneFetchAndTheLastWipesTheKey() throws Exception {
        Kek one = keys.kek(Samples.KEY_ID);
        Kek two = keys.kek(Samples.KEY_ID);
        assertThat(next.fetches).hasValue(1);
        assertThat(keys.cachedKeys()).singleElement().satisfies(cached -> {
            assertThat(cached.id()).isEqualTo(Samples.KEY_ID);
            assertThat(cached.state()).isEqualTo(KeyState.ACTIVE);
            assertThat(cached.age()).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(cached.users()).isEqualTo(2);
        });
        one.close();
        one.close();
        assertThat(next.allWiped()).isFalse();
        two.unwrap(ENVELOPE).close();
        two.close();
        assertThat(next.allWiped()).isTrue();
        assertThat(keys.cachedKeys()).isEmpty();
        keys.kek(Samples.KEY_ID).close();
        assertThat(next.fetches).hasValue(2);
    }

    @Test
    void aClosedHandleRefusesThoughOthersUseTheKey() throws Exception {
        Kek one = keys.kek(Samples.KEY_ID);
        try (Kek two = keys.kek(Samples.KEY_ID)) {
            one.close();
            assertThatThrownBy(() -> one.unwrap(ENVELOPE)).isInstanceOf(IllegalStateException.class);
            two.unwrap(ENVELOPE).close();
        }
    }

    @Test
    void whatIsHeldWorksWhileTheProviderIsDown() throws Exception {
        try (Kek held = keys.kek(Samples.KEY_ID)) {
            next.down.set(true);
            held.unwrap(ENVELOPE).close();
            keys.kek(Samples.KEY_ID).close();
            assertUnavailable(() -> keys.kek(new KeyId("local", "other")), Reason.PROVIDER_UNREACHABLE);
            assertUnavailable(() -> keys.createKek("local"), Reason.PROVIDER_UNREACHABLE);
        }
        assertUnavailable(() -> keys.kek(Samples.KEY_ID), Reason.PROVIDER_UNREACHABLE);
        next.down.set(false);
        keys.kek(Samples.KEY_ID).close();
    }

    @Test
    void aProviderThatDoesNotOpenIsTriedAgain() {
        assertUnavailable(() -> keys.createKek("other"), Reason.PROVIDER_INVALID);
        assertUnavailable(() -> keys.kek(new KeyId("other", "k")), Reason.PROVIDER_INVALID);
        assertThat(keys.cachedKeys()).isEmpty();
    }

    @Test
    void manyAtOnceCauseOneFetch() throws Exception {
        next.mayAnswer = new CountDownLatch(1);
        List<Future<Kek>> asking = startAll(8, () -> keys.kek(Samples.KEY_ID));
        next.asked.await();
        next.mayAnswer.countDown();
        for (Future<Kek> one : asking) {
            try (Kek kek = one.get()) {
                kek.unwrap(ENVELOPE).close();
            }
        }
        assertThat(opened).hasSize(1);
    }

    /** All eight hold their handle until the last has one, so one fetch serves them all. */
    @Test
    void aFetchIsSharedByAllWhoHoldIt() throws Exception {
        List<Future<Kek>> asking = startAll(8, () -> keys.kek(Samples.KEY_ID));
        List<Kek> handles = new ArrayList<>();
        for (Future<Kek> one : asking) {
            handles.add(one.get());
        }
        assertThat(next.fetches).hasValue(1);
        assertThat(keys.cachedKeys())
                .singleElement()
                .satisfies(cached -> assertThat(cached.users()).isEqualTo(8));
        handles.forEach(Kek::close);
        assertThat(keys.cachedKeys()).isEmpty();
    }

    @Test
    void aFetchThatFailsFailsForAllWhoWaitForIt() throws Exception {
        next.mayAnswer = new CountDownLatch(1);
        next.down.set(true);
        List<Future<Kek>> asking = startAll(8, () -> keys.kek(Samples.KEY_ID));
        next.asked.await();
        next.mayAnswer.countDown();
        for (Future<Kek> one : asking) {
            assertThatThrownBy(one::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PROVIDER_UNREACHABLE));
        }
    }

    @Test
    void lockForgetsEverythingAndUnlockFetchesAnew() throws Exception {
        Kek held = keys.kek(Samples.KEY_ID);
        FakeProvider before = next;
        keys.lock();
        keys.lock();
        assertThat(keys.isLocked()).isTrue();
        assertThat(before.allWiped()).isTrue();
        assertThat(before.closes).hasValue(1);
        assertThat(keys.cachedKeys()).isEmpty();
        assertUnavailable(() -> held.unwrap(ENVELOPE), Reason.LOCKED);
        try (SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            assertUnavailable(() -> held.wrap(ENVELOPE.header(), dek), Reason.LOCKED);
        }
        assertUnavailable(() -> keys.kek(Samples.KEY_ID), Reason.LOCKED);
        assertUnavailable(() -> keys.createKek("local"), Reason.LOCKED);
        assertUnavailable(() -> keys.state(Samples.KEY_ID), Reason.LOCKED);

        next = new FakeProvider();
        keys.unlock();
        try (Kek again = keys.kek(Samples.KEY_ID)) {
            again.unwrap(ENVELOPE).close();
            assertUnavailable(() -> held.unwrap(ENVELOPE), Reason.LOCKED);
            held.close();
            again.unwrap(ENVELOPE).close();
        }
    }

    @Test
    void aFetchUnderWayWhenAllIsLockedEndsLockedAndWiped() throws Exception {
        next.mayAnswer = new CountDownLatch(1);
        Future<Kek> asking = threads.submit(() -> keys.kek(Samples.KEY_ID));
        next.asked.await();
        keys.lock();
        next.mayAnswer.countDown();
        assertThatThrownBy(asking::get)
                .cause()
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
        assertThat(next.allWiped()).isTrue();
    }

    @Test
    void closeIsLockForGood() {
        keys.close();
        keys.close();
        assertUnavailable(() -> keys.kek(Samples.KEY_ID), Reason.LOCKED);
        assertThatThrownBy(keys::unlock).isInstanceOf(IllegalStateException.class);
    }

    /** Many threads use, and let go of, one key while all is locked and unlocked: every answer is right or LOCKED. */
    @Test
    void usersAndLocksInAnyOrderNeverMeetAWipedKey() throws Exception {
        HostKeys busy = new HostKeys(id -> {
            FakeProvider provider = new FakeProvider();
            synchronized (opened) {
                opened.add(provider);
            }
            return provider;
        });
        AtomicInteger worked = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Integer>> users = startAll(6, () -> {
            while (!stop.get()) {
                try (Kek kek = busy.kek(Samples.KEY_ID);
                        SecretBytes dek = kek.unwrap(ENVELOPE)) {
                    assertThat(dek.lengthBytes()).isEqualTo(64);
                    worked.incrementAndGet();
                } catch (KeyUnavailableException e) {
                    assertThat(e.reason()).isEqualTo(Reason.LOCKED);
                }
            }
            return 0;
        });
        for (int round = 0; round < 200; round++) {
            int workedBefore = worked.get();
            busy.lock();
            busy.unlock();
            while (worked.get() == workedBefore && users.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait(); // until somebody got through again, or failed
            }
        }
        stop.set(true);
        for (Future<Integer> user : users) {
            user.get();
        }
        busy.close();
        assertThat(worked).hasPositiveValue();
        synchronized (opened) {
            assertThat(opened).hasSizeGreaterThan(1);
        }
    }

    private <T> List<Future<T>> startAll(int count, Callable<T> task) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(threads.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        start.countDown();
        return all;
    }

    private static void assertUnavailable(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith(reason.text());
    }
}
