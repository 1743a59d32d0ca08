// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** A provider that counts what is asked of it, keeps what it handed out, and can be made to wait or to fail. */
final class FakeProvider implements KeyProvider {
    final AtomicInteger fetches = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicBoolean down = new AtomicBoolean();
    final List<SecretBytes> handedOut = new ArrayList<>();
    final CountDownLatch asked = new CountDownLatch(1);
    volatile CountDownLatch mayAnswer = new CountDownLatch(0);

    @Override
    public String id() {
        return "local";
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        requireUp();
        return Samples.KEY_ID;
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        fetches.incrementAndGet();
        asked.countDown();
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        requireUp();
        SecretBytes key = Samples.kekBytes();
        synchronized (handedOut) {
            handedOut.add(key);
        }
        return Kek.holding(id, KeyState.ACTIVE, key);
    }

    @Override
    public KeyState state(KeyId id) throws KeyUnavailableException {
        requireUp();
        return KeyState.ACTIVE;
    }

    private void requireUp() throws KeyUnavailableException {
        if (closes.get() > 0) {
            throw new IllegalStateException("provider is closed");
        }
        if (down.get()) {
            throw new KeyUnavailableException(Reason.PROVIDER_UNREACHABLE, "provider 'local' is down");
        }
    }

    @Override
    public ProviderHealth probe() {
        return new ProviderHealth("local", List.of());
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    /** Whether every key that was ever handed out is wiped. */
    boolean allWiped() {
        synchronized (handedOut) {
            return handedOut.stream().allMatch(SecretBytes::isClosed);
        }
    }
}
