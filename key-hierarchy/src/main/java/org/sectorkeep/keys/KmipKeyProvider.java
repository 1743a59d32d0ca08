// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.InstantSource;
import java.util.Collection;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.kmip.KmipKeys;

/** KEKs in key servers that speak KMIP, made there and used by id. Nothing is destroyed there but canaries. */
final class KmipKeyProvider implements KeyProvider {
    private final String name;
    private final KmipKeys keys;
    private final KmipProbe probe;

    /** Takes the keys over. */
    KmipKeyProvider(String name, String storeIdHex, KmipKeys keys, InstantSource clock) {
        this.name = name;
        this.keys = keys;
        this.probe = new KmipProbe(name, storeIdHex, keys, clock);
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        return new KeyId(name, keys.make());
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        requireOurs(id);
        KeyState state = keys.usable(id.keyId());
        return keys.use() instanceof KmipKeyUse.Remote
                ? new RemoteKek(id, state, new ServerCipher(id.keyId()))
                : Kek.holding(id, state, keys.fetch(id.keyId()));
    }

    @Override
    public void keks(Collection<KeyId> ids, KekReceiver receiver) {
        ids.forEach(this::requireOurs);
        if (keys.use() instanceof KmipKeyUse.Remote) {
            KeyProvider.super.keks(ids, receiver);
            return;
        }
        keys.fetchAll(ids.stream().map(KeyId::keyId).toList(), new KmipKeys.Receiver() {
            @Override
            public void fetched(String keyId, KeyState state, SecretBytes key) {
                receiver.fetched(Kek.holding(new KeyId(name, keyId), state, key));
            }

            @Override
            public void failed(String keyId, KeyUnavailableException failure) {
                receiver.failed(new KeyId(name, keyId), failure);
            }
        });
    }

    @Override
    public KeyState state(KeyId id) throws KeyUnavailableException {
        requireOurs(id);
        return keys.state(id.keyId());
    }

    private void requireOurs(KeyId id) {
        if (!id.providerId().equals(name)) {
            throw new IllegalArgumentException("key '" + id + "' is not of provider '" + name + "'");
        }
    }

    @Override
    public ProviderHealth probe() {
        return probe.probe().health();
    }

    @Override
    public ProviderHealth health() {
        return probe.health();
    }

    @Override
    public void close() {
        keys.close();
    }

    /** The name, never a key. */
    @Override
    public String toString() {
        return "KmipKeyProvider[" + name + "]";
    }

    /** A key that stays in the server. */
    private final class ServerCipher implements RemoteCipher {
        private final String keyId;

        ServerCipher(String keyId) {
            this.keyId = keyId;
        }

        @Override
        public byte[] seal(byte[] associatedData, SecretBytes plaintext) throws KeyUnavailableException {
            return keys.encrypt(keyId, RandomBytes.array(NONCE_BYTES), associatedData, plaintext);
        }

        @Override
        public SecretBytes open(byte[] associatedData, byte[] sealed)
                throws AuthenticationException, KeyUnavailableException {
            return keys.decrypt(keyId, associatedData, sealed);
        }
    }
}
