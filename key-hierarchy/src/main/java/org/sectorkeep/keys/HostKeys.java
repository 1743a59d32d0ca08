// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/**
 * The keys of one host, in memory only. Providers are opened when they are first needed and stay open; a KEK is fetched
 * once for all who use it at the same time and wiped when the last of them closes its handle. What is held stays usable
 * while its provider is down.
 *
 * <p>Safe for use by many threads.
 */
public final class HostKeys implements AutoCloseable {
    private final ProviderOpener opener;
    private final Consumer<String> warnings;
    private final SealedKeks sealed;
    private final KeyUses uses;
    private @Nullable KeySession session;
    private HostState state = HostState.SAFE;
    private boolean closed;

    /** How a provider is opened: {@link KeyProviders#open} as a rule. */
    @FunctionalInterface
    public interface ProviderOpener {
        /**
         * Opens a provider. Called by one thread at a time for one provider.
         *
         * @param providerId the provider's name
         * @return an open provider, which {@code HostKeys} closes
         * @throws KeyUnavailableException if it cannot be opened
         */
        KeyProvider open(String providerId) throws KeyUnavailableException;
    }

    /**
     * A KEK that is held.
     *
     * @param id its id
     * @param state its state when it was fetched
     * @param age how long ago that was
     * @param users how many handles of it are open; the control plane's is one, if it handed the key to this host
     */
    public record CachedKey(KeyId id, KeyState state, Duration age, int users) {}

    /**
     * An unlocked host that holds nothing yet.
     *
     * @param opener opens providers by name; asked again after each {@link #unlock}
     */
    public HostKeys(ProviderOpener opener) {
        this(opener, warning -> {});
    }

    /**
     * An unlocked host that holds nothing yet and has something to say.
     *
     * @param opener opens providers by name; asked again after each {@link #unlock}
     * @param warnings told in one line of each key that is fetched and should not be in use for long; called by any
     *     thread
     */
    public HostKeys(ProviderOpener opener, Consumer<String> warnings) {
        this(opener, warnings, KeyUseListener.NONE);
    }

    /**
     * An unlocked host that holds nothing yet and accounts for each use of a key.
     *
     * @param opener opens providers by name; asked again after each {@link #unlock}
     * @param warnings told in one line of each key that is fetched and should not be in use for long, and of each use that
     *     could not be recorded; called by any thread
     * @param listener told of each use of a key before its user has the result
     */
    public HostKeys(ProviderOpener opener, Consumer<String> warnings, KeyUseListener listener) {
        this(opener, warnings, new SealedKeks(null, warnings), listener);
    }

    /**
     * An unlocked host that uses a sealed cache when a key's provider does not answer. {@link #lock} empties the cache.
     *
     * @param opener opens providers by name; asked again after each {@link #unlock}
     * @param warnings told in one line of each key that is fetched and should not be in use for long, or is from the cache;
     *     called by any thread
     * @param cache the cache, which is closed with this
     */
    public HostKeys(ProviderOpener opener, Consumer<String> warnings, SealedKekCache cache) {
        this(opener, warnings, cache, KeyUseListener.NONE);
    }

    /**
     * An unlocked host that uses a sealed cache and accounts for each use of a key.
     *
     * @param opener opens providers by name; asked again after each {@link #unlock}
     * @param warnings told in one line of each key that is fetched and should not be in use for long, or is from the cache,
     *     and of each use that could not be recorded; called by any thread
     * @param cache the cache, which is closed with this
     * @param listener told of each use of a key before its user has the result
     */
    public HostKeys(ProviderOpener opener, Consumer<String> warnings, SealedKekCache cache, KeyUseListener listener) {
        this(opener, warnings, new SealedKeks(cache, warnings), listener);
    }

    private HostKeys(ProviderOpener opener, Consumer<String> warnings, SealedKeks sealed, KeyUseListener listener) {
        this.opener = opener;
        this.warnings = warnings;
        this.sealed = sealed;
        this.uses = new KeyUses(listener, warnings);
        this.session = new KeySession(opener, sealed, warnings, uses);
    }

    /**
     * An unlocked host over the providers that are set up on this machine.
     *
     * @param providers the providers
     * @param passphrases asked when a provider that needs a passphrase is opened
     * @return a host that holds nothing yet
     */
    public static HostKeys of(KeyProviders providers, PassphraseSource passphrases) {
        return new HostKeys(providerId -> providers.open(providerId, passphrases));
    }

    /**
     * Makes a new KEK.
     *
     * @param providerId the provider that makes it
     * @return its id, which can be found again after a crash
     * @throws KeyUnavailableException if no key could be made, all is locked, or it could not be recorded
     */
    public KeyId createKek(String providerId) throws KeyUnavailableException {
        KeyUse use = KeyUse.create(providerId);
        KeyId made = uses.attempted(use, () -> fetching().call(providerId, KeyProvider::createKek));
        uses.tell(use.withKey(made));
        return made;
    }

    /**
     * Gets a KEK, from memory if anybody here is using it.
     *
     * @param id its id
     * @return a handle of the caller's own, to be closed by it
     * @throws KeyUnavailableException if it cannot be had, or all is locked; a handle's methods throw it after
     *     {@link #lock}
     */
    public Kek kek(KeyId id) throws KeyUnavailableException {
        return lease(id, null);
    }

    /**
     * Gets a KEK for an object, as {@link #kek(KeyId)}.
     *
     * @param id its id
     * @param object the file that the key is used for, which is told to who accounts for that
     * @return a handle of the caller's own, to be closed by it
     * @throws KeyUnavailableException as {@link #kek(KeyId)}
     */
    public Kek kek(KeyId id, Path object) throws KeyUnavailableException {
        return lease(id, object);
    }

    private Kek lease(KeyId id, @Nullable Path object) throws KeyUnavailableException {
        try {
            KeySession current = session();
            if (!current.has(id)) {
                requireMayFetch("key '" + id + "'");
            }
            return current.lease(id, object);
        } catch (KeyUnavailableException e) {
            uses.failed(KeyUse.of(KeyUse.Action.FETCH_KEY, id, null, object), e);
            throw e;
        }
    }

    /**
     * Gets many KEKs, as after a reboot, in as few calls to their providers as these can do. As long as the answer is
     * open, {@link #kek} has them at hand.
     *
     * @param ids their ids
     * @return what was got and what was not, to be closed by the caller
     */
    public HeldKeys hold(Collection<KeyId> ids) {
        Map<KeyId, KeyUnavailableException> failures = new LinkedHashMap<>();
        Map<String, Set<KeyId>> byProvider =
                ids.stream().collect(Collectors.groupingBy(KeyId::providerId, LinkedHashMap::new, Collectors.toSet()));
        List<Kek> held = new ArrayList<>();
        byProvider.forEach((providerId, ofProvider) -> {
            fetchAbsent(providerId, ofProvider, failures);
            ofProvider.stream().filter(id -> !failures.containsKey(id)).forEach(id -> lease(id, held, failures));
        });
        failures.forEach((id, failure) -> uses.failed(KeyUse.fetch(id), failure));
        return new HeldKeys(held, failures);
    }

    private void fetchAbsent(String providerId, Set<KeyId> ids, Map<KeyId, KeyUnavailableException> failures) {
        Collection<KeyId> absent = ids;
        try {
            KeySession current = session();
            absent = ids.stream().filter(id -> !current.has(id)).toList();
            if (!absent.isEmpty()) {
                requireMayFetch("keys");
                current.fetchAll(providerId, absent, failures);
            }
        } catch (KeyUnavailableException e) {
            absent.forEach(id -> failures.put(id, KeyUnavailableException.again(e)));
        }
    }

    private void lease(KeyId id, List<Kek> held, Map<KeyId, KeyUnavailableException> failures) {
        try {
            held.add(session().lease(id, null));
        } catch (KeyUnavailableException e) {
            failures.put(id, e);
        }
    }

    /**
     * Gets a KEK to hand it to another host.
     *
     * @param id its id
     * @return a copy, to be closed by the caller
     * @throws KeyUnavailableException as {@link #kek(KeyId)}, or with {@link Reason#NO_PERMISSION} if the key never leaves
     *     its server
     */
    public HandedKek copyForHandover(KeyId id) throws KeyUnavailableException {
        try (Kek kek = kek(id)) {
            SecretBytes key = kek.copyForHandover()
                    .orElseThrow(() -> new KeyUnavailableException(
                            Reason.NO_PERMISSION,
                            "key '" + id + "' stays in its server; let the host ask it: trust 'direct'"));
            return new HandedKek(id, kek.state(), key);
        }
    }

    /**
     * Asks a key's provider for its state now.
     *
     * @param id the key's id
     * @return its state
     * @throws KeyUnavailableException if the key is missing, the provider cannot be asked, or all is locked
     */
    public KeyState state(KeyId id) throws KeyUnavailableException {
        return session().call(id.providerId(), provider -> provider.state(id));
    }

    /**
     * Takes a KEK that a control plane hands to this host. It is held, in use or not, until it is {@linkplain #letGo let go}
     * or all is locked. Where it is here already, that one stays.
     *
     * @param kek the KEK, with its bytes; belongs to this host from now on, which closes it
     * @throws KeyUnavailableException with {@link Reason#LOCKED} if all is locked, or with {@link Reason#NO_PERMISSION} if
     *     this host may not be given keys in its state
     */
    public void accept(Kek kek) throws KeyUnavailableException {
        boolean taken = false;
        try {
            HostState present = state();
            if (!present.mayReceiveKeys()) {
                throw new KeyUnavailableException(
                        Reason.NO_PERMISSION, "key '" + kek.id() + "' for this host, which is " + present.text());
            }
            KeySession current = session();
            taken = true;
            current.hold(kek);
        } finally {
            if (!taken) {
                kek.close();
            }
        }
    }

    /**
     * Lets go of a KEK that was handed to this host: it is wiped when nobody here uses it any more.
     *
     * @param id its id; of one that was not handed to this host nothing is done
     * @throws KeyUnavailableException if all is locked
     */
    public void letGo(KeyId id) throws KeyUnavailableException {
        session().letGo(id);
    }

    /**
     * Whether this host may hold keys. One that was just made is {@link HostState#SAFE}.
     *
     * @return its state
     */
    public synchronized HostState state() {
        return state;
    }

    /**
     * Lets a host that is {@link HostState#INCAPABLE} be made ready.
     *
     * @throws IllegalStateException if it is in another state
     */
    public synchronized void prepare() {
        require(HostState.INCAPABLE);
        state = HostState.PREPARED;
    }

    /**
     * Lets a host that is {@link HostState#PREPARED}, and has its host key now, hold keys.
     *
     * @throws IllegalStateException if it is in another state
     */
    public synchronized void makeSafe() {
        require(HostState.PREPARED);
        state = HostState.SAFE;
    }

    private void require(HostState expected) {
        if (state != expected) {
            throw new IllegalStateException("this host is " + state.text() + ", expected " + expected.text());
        }
    }

    /**
     * Lets a host hold keys no more. It gets none from now on; those that are in use stay so, and the host
     * {@link HostState#PENDING_INCAPABLE}, until it starts again. The sealed cache is emptied.
     */
    public void giveUp() {
        synchronized (this) {
            state = cachedKeys().isEmpty() ? HostState.INCAPABLE : HostState.PENDING_INCAPABLE;
        }
        sealed.forgetAll();
    }

    /**
     * What is held now.
     *
     * @return the KEKs with their ages, in no order
     */
    public List<CachedKey> cachedKeys() {
        KeySession current;
        synchronized (this) {
            current = session;
        }
        return current == null ? List.of() : current.cachedKeys();
    }

    /**
     * Forgets everything: wipes every KEK, empties the sealed cache and closes every provider, after the calls that are using them. Handles that are open, and all
     * later calls, throw {@link KeyUnavailableException} with {@link Reason#LOCKED}.
     */
    public void lock() {
        end();
        sealed.forgetAll();
    }

    private void end() {
        KeySession ending;
        synchronized (this) {
            ending = session;
            session = null;
        }
        if (ending != null) {
            ending.end();
        }
    }

    /**
     * Lets keys be fetched again. Handles from before the lock stay locked.
     *
     * @throws IllegalStateException if this host was closed
     */
    public synchronized void unlock() {
        if (closed) {
            throw new IllegalStateException("host keys are closed");
        }
        if (session == null) {
            session = new KeySession(opener, sealed, warnings, uses);
        }
    }

    /**
     * Whether all is locked.
     *
     * @return true after {@link #lock} or {@link #close}
     */
    public synchronized boolean isLocked() {
        return session == null;
    }

    /** For what gets keys that are not here. */
    private KeySession fetching() throws KeyUnavailableException {
        requireMayFetch("keys");
        return session();
    }

    private void requireMayFetch(String what) throws KeyUnavailableException {
        HostState present = state();
        if (!present.mayReceiveKeys()) {
            throw new KeyUnavailableException(
                    Reason.MISSING_IN_CACHE, what + ": this host is " + present.text() + " and gets no keys");
        }
    }

    private synchronized KeySession session() throws KeyUnavailableException {
        if (session == null) {
            throw new KeyUnavailableException(Reason.LOCKED, "the keys of this host");
        }
        return session;
    }

    /** Wipes every KEK, closes every provider, and stays so; the sealed cache keeps what it has. A second call does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        end();
        sealed.close();
    }
}
