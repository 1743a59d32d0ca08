// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** One user's handle of a shared KEK. */
final class LeasedKek implements Kek {
    private final CachedKek cached;
    private final WrapCheck wrapCheck;
    private final Runnable onLastRelease;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Asked before a KEK wraps: its state may be another by now than when it was fetched. */
    @FunctionalInterface
    interface WrapCheck {
        void requireMayWrap(CachedKek cached) throws KeyUnavailableException;
    }

    LeasedKek(CachedKek cached, WrapCheck wrapCheck, Runnable onLastRelease) {
        this.cached = cached;
        this.wrapCheck = wrapCheck;
        this.onLastRelease = onLastRelease;
    }

    @Override
    public KeyId id() {
        return cached.kek().id();
    }

    @Override
    public KeyState state() {
        return cached.kek().state();
    }

    @Override
    public Envelope wrap(EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        try {
            Kek kek = open();
            wrapCheck.requireMayWrap(cached);
            return kek.wrap(header, dek);
        } catch (IllegalStateException e) {
            throw lockedOr(e);
        }
    }

    @Override
    public Envelope wrap(EnvelopeSuite suite, EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        try {
            Kek kek = open();
            wrapCheck.requireMayWrap(cached);
            return kek.wrap(suite, header, dek);
        } catch (IllegalStateException e) {
            throw lockedOr(e);
        }
    }

    @Override
    public SecretBytes unwrap(Envelope envelope) throws AuthenticationException, KeyUnavailableException {
        try {
            return open().unwrap(envelope);
        } catch (IllegalStateException e) {
            throw lockedOr(e);
        }
    }

    @Override
    public Optional<SecretBytes> copyForHandover() throws KeyUnavailableException {
        try {
            return open().copyForHandover();
        } catch (IllegalStateException e) {
            throw lockedOr(e);
        }
    }

    private Kek open() {
        if (closed.get()) {
            throw new IllegalStateException("handle of key '" + id() + "' is closed");
        }
        return cached.kek();
    }

    /** A wiped key is not the user's mistake if it was locked away. */
    private KeyUnavailableException lockedOr(IllegalStateException e) {
        if (closed.get() || !cached.isLocked()) {
            throw e;
        }
        return new KeyUnavailableException(Reason.LOCKED, "key '" + id() + "'", e);
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true) && cached.release()) {
            onLastRelease.run();
            cached.wipe();
        }
    }

    /** The id, never the key. */
    @Override
    public String toString() {
        return "Kek[" + id() + "]";
    }
}
