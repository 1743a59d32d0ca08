// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KeyUse.Action;
import org.sectorkeep.keys.KeyUse.Outcome;

/** What is told of each use of a key. */
class KeyUsesTest {
    private static final Path DISK = Path.of("/vms/web01.vmdk");
    private static final Envelope ENVELOPE =
            Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);

    private final FakeProvider provider = new FakeProvider();
    private final List<KeyUse> told = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean canRecord = true;
    private final HostKeys keys = new HostKeys(this::open, warnings::add, this::record);

    private KeyProvider open(String id) throws KeyUnavailableException {
        if (!id.equals("local")) {
            throw new KeyUnavailableException(Reason.NO_PERMISSION, "provider '" + id + "'");
        }
        return provider;
    }

    private void record(KeyUse use) throws KeyUnavailableException {
        if (!canRecord) {
            throw new KeyUnavailableException(Reason.NOT_RECORDED, "the log is full");
        }
        told.add(use);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void fetchesAndUsesAreToldWithKeyDiskAndPath() throws Exception {
        try (Kek kek = keys.kek(Samples.KEY_ID, DISK)) {
            kek.unwrap(ENVELOPE).close();
        }
        assertThat(told)
                .containsExactly(
                        KeyUse.fetch(Samples.KEY_ID), KeyUse.of(Action.UNWRAP, Samples.KEY_ID, Samples.DISK_ID, DISK));
    }

    @Test
    void anEnvelopeThatDoesNotOpenIsTold() throws Exception {
        try (Kek kek = keys.kek(Samples.KEY_ID);
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            Envelope other = Kek.holding(Samples.KEY_ID, KeyState.ACTIVE, SecretBytes.random(32))
                    .wrap(Samples.header(XtsCipher.AES_XTS_256), dek);
            assertThatThrownBy(() -> kek.unwrap(other)).isNotNull();
        }
        KeyUse last = told.get(told.size() - 1);
        assertThat(last.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(last.reasonOrNull()).isEqualTo("does not open");
    }

    @Test
    void whatIsDeniedIsTold() {
        assertThatThrownBy(() -> keys.createKek("kms")).isInstanceOf(KeyUnavailableException.class);
        assertThatThrownBy(() -> keys.kek(new KeyId("kms", "k"))).isInstanceOf(KeyUnavailableException.class);
        assertThat(told)
                .extracting(KeyUse::action, KeyUse::providerIdOrNull, KeyUse::keyIdOrNull, KeyUse::outcome)
                .containsExactly(
                        tuple(Action.CREATE_KEY, "kms", null, Outcome.DENIED),
                        tuple(Action.FETCH_KEY, "kms", "k", Outcome.DENIED));
    }

    @Test
    void newKeysAndEnvelopesAreRefusedWhereTheyCannotBeRecorded() throws Exception {
        canRecord = false;
        assertThatThrownBy(() -> keys.createKek("local"))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_RECORDED));
        try (Kek kek = keys.kek(Samples.KEY_ID);
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            assertThatThrownBy(() -> kek.wrap(Samples.header(XtsCipher.AES_XTS_256), dek))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining("not recorded");
        }
    }

    @Test
    void disksAreOpenedEvenWhereThatCannotBeRecorded() throws Exception {
        canRecord = false;
        try (Kek kek = keys.kek(Samples.KEY_ID);
                SecretBytes dek = kek.unwrap(ENVELOPE)) {
            assertThat(dek.lengthBytes()).isEqualTo(XtsCipher.AES_XTS_256.keyBytes());
        }
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("the log is full"));
    }
}
