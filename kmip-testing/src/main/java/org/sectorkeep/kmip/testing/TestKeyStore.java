// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * The keys of one {@link ScriptedKmipServer}, or of several that replicate each other: those share one store. Safe for
 * use by many threads.
 */
public final class TestKeyStore {
    private static final int SYMMETRIC_KEY = 2;
    private static final int AES = 3;
    private static final int ENCRYPT_AND_DECRYPT = 0b1100;
    private static final AtomicLong STORES = new AtomicLong();

    private final Map<String, TestKey> keys = new ConcurrentHashMap<>();
    private final String prefix = "key-" + STORES.incrementAndGet() + "-";
    private final AtomicLong ids = new AtomicLong();

    /** An empty store. */
    public TestKeyStore() {}

    /**
     * Puts an active AES key for encryption and decryption under an id, in place of a former one.
     *
     * @param id its unique identifier
     * @param material its bytes; copied
     */
    public void put(String id, byte[] material) {
        TestKey key = new TestKey(id, SYMMETRIC_KEY, material);
        key.set("Cryptographic Algorithm", new Ttlv.Enumeration(Tag.ATTRIBUTE_VALUE, AES));
        key.set("Cryptographic Length", new Ttlv.Int(Tag.ATTRIBUTE_VALUE, material.length * Byte.SIZE));
        key.set("Cryptographic Usage Mask", new Ttlv.Int(Tag.ATTRIBUTE_VALUE, ENCRYPT_AND_DECRYPT));
        key.state(TestKey.ACTIVE);
        put(key);
    }

    /**
     * The ids of all keys, those that were destroyed among them.
     *
     * @return in no order
     */
    public List<String> ids() {
        return List.copyOf(keys.keySet());
    }

    /**
     * The bytes of a key.
     *
     * @param id its unique identifier
     * @return a copy, or nothing if there is no such key
     */
    public Optional<byte[]> material(String id) {
        return find(id).map(TestKey::material);
    }

    /**
     * The state of a key.
     *
     * @param id its unique identifier
     * @return the state, or nothing if there is no such key
     */
    public Optional<KmipState> state(String id) {
        return find(id).flatMap(key -> Arrays.stream(KmipState.values())
                .filter(state -> state.value() == key.state())
                .findFirst());
    }

    /**
     * Puts a key into a state, whatever the rules for that are.
     *
     * @param id its unique identifier
     * @param state the state
     */
    public void setState(String id, KmipState state) {
        need(id).state(state.value());
    }

    /**
     * The names of a key.
     *
     * @param id its unique identifier
     * @return the values of its {@code Name} attributes
     */
    public List<String> names(String id) {
        return need(id).values(TestKey.NAME).stream()
                .map(value -> Trees.text((Ttlv.Structure) value, Tag.NAME_VALUE).orElse(""))
                .toList();
    }

    /**
     * A custom attribute.
     *
     * @param id the key's unique identifier
     * @param name such as {@code x-Vendor}
     * @return its text, or nothing if the key has none of that name
     */
    public Optional<String> customAttribute(String id, String name) {
        return need(id).values(name).stream()
                .filter(Ttlv.Text.class::isInstance)
                .map(value -> ((Ttlv.Text) value).value())
                .findFirst();
    }

    /**
     * Forgets a key, as if it had never been.
     *
     * @param id its unique identifier
     */
    public void forget(String id) {
        keys.remove(id);
    }

    /**
     * Copies every key, as it is now, to another store.
     *
     * @param other the store that catches up
     */
    public void replicateTo(TestKeyStore other) {
        keys.values().forEach(key -> other.put(key.copy()));
    }

    String newId() {
        return prefix + ids.incrementAndGet();
    }

    void put(TestKey key) {
        keys.put(key.id(), key);
    }

    Optional<TestKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    List<TestKey> all() {
        return List.copyOf(keys.values());
    }

    private TestKey need(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no key '" + id + "'"));
    }
}
