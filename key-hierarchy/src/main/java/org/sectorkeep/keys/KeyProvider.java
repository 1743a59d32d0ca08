// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Collection;

/**
 * Where KEKs come from. A provider makes keys, finds them by id and says what state they are in; it is never told what
 * they are for. Safe for use by many threads. Every call ends within a deadline of the provider's own.
 */
public interface KeyProvider extends AutoCloseable {
    /**
     * What stands for a provider on a host that must not ask it, since its keys are handed to it ({@link KeyDelivery}).
     *
     * @param providerId the provider's name
     * @return a provider all of whose keys are {@link KeyUnavailableException.Reason#MISSING_IN_CACHE missing in cache}
     */
    static KeyProvider handedOver(String providerId) {
        return new NoProvider(providerId);
    }

    /**
     * A provider under the name that it has in another installation, for envelopes that were made there. It makes no keys.
     *
     * @param formerName its name there
     * @param provider the provider as it is called here; closed with the answer
     * @return a provider of that name
     */
    static KeyProvider underFormerName(String formerName, KeyProvider provider) {
        return new RenamedProvider(formerName, provider);
    }

    /**
     * The provider's name.
     *
     * @return what envelopes and key ids call it
     */
    String id();

    /**
     * Makes a new active KEK. The id is answered only when the key can be found again after a crash.
     *
     * @return the id of the new key
     * @throws KeyUnavailableException if no key could be made
     */
    KeyId createKek() throws KeyUnavailableException;

    /**
     * Gets a KEK.
     *
     * @param id the key's id, of this provider
     * @return a new handle, to be closed by the caller
     * @throws KeyUnavailableException if the key is missing, in a state in which it opens nothing, or cannot be had
     * @throws IllegalArgumentException if the id is of another provider
     */
    Kek kek(KeyId id) throws KeyUnavailableException;

    /** Who gets the KEKs of a batch. Called by the thread that asked for them. */
    interface KekReceiver {
        /**
         * A KEK that was asked for.
         *
         * @param kek a new handle, to be closed by the receiver
         */
        void fetched(Kek kek);

        /**
         * A KEK that cannot be had.
         *
         * @param id its id
         * @param failure why
         */
        void failed(KeyId id, KeyUnavailableException failure);
    }

    /**
     * Gets many KEKs, in fewer calls to a server than one by one. One that cannot be had does not keep the others away.
     *
     * @param ids the keys' ids, of this provider, none twice
     * @param receiver told of each id once, in any order
     * @throws IllegalArgumentException if an id is of another provider
     */
    default void keks(Collection<KeyId> ids, KekReceiver receiver) {
        for (KeyId id : ids) {
            try {
                receiver.fetched(kek(id));
            } catch (KeyUnavailableException e) {
                receiver.failed(id, e);
            }
        }
    }

    /**
     * Asks for a key's state.
     *
     * @param id the key's id, of this provider
     * @return the state
     * @throws KeyUnavailableException if the key is missing or the provider cannot be asked
     * @throws IllegalArgumentException if the id is of another provider
     */
    KeyState state(KeyId id) throws KeyUnavailableException;

    /**
     * Finds out whether the provider works, end to end: a data key is wrapped and unwrapped again. Failures are in the
     * answer.
     *
     * @return what was checked, in order
     */
    ProviderHealth probe();

    /**
     * Finds out the same at less cost, to be asked every few minutes: one canary key is kept for it and used again.
     *
     * @return what was checked, in order
     */
    default ProviderHealth health() {
        return probe();
    }

    /** Forgets all secrets. A second call does nothing. */
    @Override
    void close();
}
