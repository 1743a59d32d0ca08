// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.ReceivedKey;
import org.sectorkeep.kmip.TlsIdentity;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.Attributes;
import org.sectorkeep.kmip.message.Create;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.CryptographicParameters;
import org.sectorkeep.kmip.message.CryptographicUsage;
import org.sectorkeep.kmip.message.Decrypt;
import org.sectorkeep.kmip.message.Encrypt;
import org.sectorkeep.kmip.message.KeyBlock;
import org.sectorkeep.kmip.message.KeyValue;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.ManagedObject;
import org.sectorkeep.kmip.message.ModifyAttribute;
import org.sectorkeep.kmip.message.ObjectType;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.message.QueryFunction;
import org.sectorkeep.kmip.message.Register;
import org.sectorkeep.kmip.message.ResultReason;
import org.sectorkeep.kmip.message.RevocationReasonCode;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** All that PyKMIP supports, in each version that it speaks. */
@Tag("peer")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PyKmipTest {
    /** The tag of the attribute Sensitive. */
    private static final int SENSITIVE = 0x420120;

    private PyKmip server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = PyKmip.start(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theNewestVersionInCommonIsNegotiated() throws KmipException {
        try (KmipClient client = client().build()) {
            assertThat(client.query(QueryFunction.QUERY_OPERATIONS).operations())
                    .contains(Operation.GET);
            assertThat(client.version()).contains(KmipVersion.V2_0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2", "1.3", "1.4", "2.0"})
    void aKeyIsMadeUsedAndDestroyed(String version) throws KmipException {
        try (KmipClient client = client(version)) {
            String name = "sectorkeep-" + version;
            String id = client.call(Clients.aes256(name), Create.Response.class).uniqueIdentifier();
            assertThat(client.state(id)).isEqualTo(KmipState.PRE_ACTIVE);
            client.activate(id);
            assertThat(client.state(id)).isEqualTo(KmipState.ACTIVE);
            assertThat(client.locate(Attribute.name(name))).containsExactly(id);
            int lengthBytes = client.<Integer>get(id, key -> {
                key.requireSymmetric(CryptographicAlgorithm.AES, 256);
                return key.material().remaining();
            });
            assertThat(lengthBytes).isEqualTo(32);
            assertThat(client.getAttributes(id).cryptographicAlgorithm()).contains(CryptographicAlgorithm.AES);
            assertThat(client.getAttributeList(id)).contains(Attribute.STATE, Attribute.CRYPTOGRAPHIC_LENGTH);
            client.revoke(id, RevocationReasonCode.CESSATION_OF_OPERATION, "test");
            assertThat(client.state(id)).isEqualTo(KmipState.DEACTIVATED);
            client.destroy(id);
            assertThatThrownBy(() -> client.get(id, key -> key))
                    .isInstanceOfSatisfying(
                            KmipOperationException.class,
                            e -> assertThat(e.isBecause(ResultReason.ITEM_NOT_FOUND))
                                    .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2", "1.3", "1.4", "2.0"})
    void aRegisteredKeyWrapsAnother(String version) throws Exception {
        try (KmipClient client = client(version)) {
            byte[] wrappingKey = new byte[32];
            wrappingKey[0] = 1;
            String wrapping =
                    register(client, wrappingKey, CryptographicUsage.WRAP_KEY | CryptographicUsage.UNWRAP_KEY);
            client.activate(wrapping);
            byte[] secret = new byte[32];
            secret[31] = 7;
            String id = register(client, secret, CryptographicUsage.ENCRYPT | CryptographicUsage.DECRYPT);
            byte[] wrapped = client.getWrapped(id, wrapping, PyKmipTest::bytes);
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(wrappingKey, "AES"));
            assertThat(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded())
                    .isEqualTo(secret);
        }
    }

    /** Encrypt and Decrypt came with 1.2, additional data and tags with 1.4. */
    @ParameterizedTest
    @ValueSource(strings = {"1.4", "2.0"})
    void theServerEncryptsAndDecrypts(String version) throws KmipException {
        try (KmipClient client = client(version)) {
            String id = register(client, new byte[32], CryptographicUsage.ENCRYPT | CryptographicUsage.DECRYPT);
            client.activate(id);
            ByteString data = ByteString.copyOf("a data key".getBytes(StandardCharsets.US_ASCII));
            ByteString context = ByteString.copyOf(new byte[] {1, 2, 3});
            ByteString nonce = ByteString.copyOf(new byte[12]);
            Encrypt.Response encrypted =
                    client.encrypt(new Encrypt.Request(id, CryptographicParameters.aesGcm(), data, nonce, context));
            Decrypt.Response decrypted = client.decrypt(new Decrypt.Request(
                    id,
                    CryptographicParameters.aesGcm(),
                    Objects.requireNonNull(encrypted.data()),
                    nonce,
                    context,
                    encrypted.authenticationTag()));
            assertThat(decrypted.data()).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4", "2.0"})
    void attributesAreChangedAndCustomOnesRefused(String version) throws KmipException {
        try (KmipClient client = client(version)) {
            String id = client.call(Clients.aes256("attributes-" + version), Create.Response.class)
                    .uniqueIdentifier();
            assertThatThrownBy(() -> client.addAttribute(id, Attribute.custom("x-Product", "Sectorkeep")))
                    .isInstanceOf(KmipOperationException.class);
            Attribute renamed = Attribute.name("renamed-" + version);
            boolean named = version.startsWith("1");
            // In version 2 it wants to be told which of several names is meant.
            client.call(new ModifyAttribute.Request(id, named ? null : Attribute.name("attributes-2.0"), renamed));
            assertThat(client.getAttributes(id, Attribute.NAME).names()).containsExactly("renamed-" + version);
            if (named) {
                client.deleteAttribute(id, Attribute.NAME);
                assertThat(client.getAttributes(id, Attribute.NAME).names()).isEmpty();
            }
        }
    }

    @Test
    void anAttributeIsSetAsInVersion2() throws KmipException {
        try (KmipClient client = client("2.0")) {
            String id =
                    client.call(Clients.aes256("set"), Create.Response.class).uniqueIdentifier();
            Attribute sensitive = Attribute.standard(new Ttlv.Bool(SENSITIVE, true));
            client.setAttribute(id, sensitive);
            assertThat(client.getAttributes(id, sensitive.name()).find(sensitive.name()))
                    .isPresent();
        }
    }

    @Test
    void manyKeysAreFetchedThoughBatchesMayBeRefused() throws KmipException {
        try (KmipClient client = client("1.4")) {
            List<String> ids = List.of(
                    register(client, new byte[32], CryptographicUsage.ENCRYPT),
                    register(client, new byte[16], CryptographicUsage.ENCRYPT));
            assertThat(client.getAll(ids, key -> key)).isEmpty();
        }
    }

    @Test
    void aClientWithoutACertificateIsToldThatItNeedsOne() {
        try (KmipClient client = KmipClient.builder(
                        server.address(), server.tls().withIdentity(TlsIdentity.none()))
                .build()) {
            assertThatThrownBy(() -> client.query(QueryFunction.QUERY_OPERATIONS))
                    .isInstanceOfSatisfying(
                            KmipTransportException.class,
                            e -> assertThat(e.failure()).isEqualTo(TransportFailure.CLIENT_CERTIFICATE_WANTED));
        }
    }

    private static String register(KmipClient client, byte[] key, int usage) throws KmipException {
        return client.register(new Register.Request(
                ObjectType.SYMMETRIC_KEY,
                Attributes.of(Attribute.cryptographicUsageMask(usage)),
                new ManagedObject.Key(new KeyBlock(
                        KeyValue.raw(ByteString.copyOf(key)), CryptographicAlgorithm.AES, key.length * Byte.SIZE))));
    }

    private static byte[] bytes(ReceivedKey key) {
        byte[] bytes = new byte[key.material().remaining()];
        key.material().get(bytes);
        return bytes;
    }

    private KmipClient client(String version) {
        return client().version(KmipVersion.SUPPORTED.stream()
                        .filter(known -> known.toString().equals(version))
                        .findFirst()
                        .orElseThrow())
                .build();
    }

    private KmipClient.Builder client() {
        return KmipClient.builder(server.address(), server.tls()).deadlines(Deadlines.all(Duration.ofSeconds(60)));
    }
}
