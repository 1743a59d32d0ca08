// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KeyUse.Action;

/** One user's handle of a shared KEK. */
final class LeasedKek implements Kek {
    private final CachedKek cached;
    private final WrapCheck wrapCheck;
    private final KeyUses uses;
    private final @Nullable Path object;
    private final Runnable onLastRelease;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Asked before a KEK wraps: its state may be another by now than when it was fetched. */
    @FunctionalInterface
    interface WrapCheck {
        void requireMayWrap(CachedKek cached) throws KeyUnavailableException;
    }

    LeasedKek(CachedKek cached, WrapCheck wrapCheck, KeyUses uses, @Nullable Path object, Runnable onLastRelease) {
        this.cached = cached;
        this.wrapCheck = wrapCheck;
        this.uses = uses;
        this.object = object;
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
        return uses.recorded(
                use(Action.WRAP, header), () -> unlessLocked(() -> openToWrap().wrap(header, dek)));
    }

    @Override
    public Envelope wrap(EnvelopeSuite suite, EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        return uses.recorded(
                use(Action.WRAP, header), () -> unlessLocked(() -> openToWrap().wrap(suite, header, dek)));
    }

    @Override
    public SecretBytes unwrap(Envelope envelope) throws AuthenticationException, KeyUnavailableException {
        return uses.recorded(use(Action.UNWRAP, envelope.header()), () -> unlessLocked(() -> open().unwrap(envelope)));
    }

    private KeyUse use(Action action, EnvelopeHeader header) {
        return KeyUse.of(action, id(), header.diskId(), object);
    }

    private <T, E extends Exception> T unlessLocked(KeyUses.Call<T, E> call) throws E, KeyUnavailableException {
        try {
            return call.run();
        } catch (IllegalStateException e) {
            throw lockedOr(e);
        }
    }

    @Override
    public Optional<SecretBytes> copyForHandover() throws KeyUnavailableException {
        return uses.recorded(KeyUse.fetch(id()), () -> unlessLocked(() -> open().copyForHandover()));
    }

    private Kek openToWrap() throws KeyUnavailableException {
        Kek kek = open();
        wrapCheck.requireMayWrap(cached);
        return kek;
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
