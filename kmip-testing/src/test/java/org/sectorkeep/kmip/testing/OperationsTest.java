// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.ReceivedKey;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.AttributeName;
import org.sectorkeep.kmip.message.Attributes;
import org.sectorkeep.kmip.message.Check;
import org.sectorkeep.kmip.message.Create;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.CryptographicParameters;
import org.sectorkeep.kmip.message.CryptographicUsage;
import org.sectorkeep.kmip.message.Decrypt;
import org.sectorkeep.kmip.message.Encrypt;
import org.sectorkeep.kmip.message.KeyBlock;
import org.sectorkeep.kmip.message.KeyValue;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.ManagedObject;
import org.sectorkeep.kmip.message.ObjectType;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.message.QueryFunction;
import org.sectorkeep.kmip.message.Register;
import org.sectorkeep.kmip.message.ResultReason;
import org.sectorkeep.kmip.message.RevocationReasonCode;
import org.sectorkeep.kmip.ttlv.ByteString;

/** Every operation in every version, against a server that was written from trees, not from the client's classes. */
@Timeout(120)
class OperationsTest {
    private static final byte[] DATA =
            "64 bytes of a data key, or so it would be in earnest".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = {1, 2, 3};

    static Stream<String> versions() {
        return KmipVersion.SUPPORTED.stream().map(KmipVersion::toString);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aKeyIsMadeTaggedUsedAndDestroyed(String version) throws Exception {
        try (ScriptedKmipServer server =
                        ScriptedKmipServer.builder().versions(version).start();
                KmipClient client = Clients.of(server).build()) {
            String id = client.call(Clients.aes256("sectorkeep-1"), Create.Response.class)
                    .uniqueIdentifier();
            assertThat(client.version()).map(KmipVersion::toString).contains(version);
            assertThat(client.state(id)).isEqualTo(KmipState.PRE_ACTIVE);
            client.activate(id);
            assertThat(client.state(id)).isEqualTo(KmipState.ACTIVE);
            assertThat(client.locate(Attribute.name("sectorkeep-1"))).containsExactly(id);
            assertThat(client.locate(Attribute.name("sectorkeep-2"))).isEmpty();
            assertThat(client.get(id, Keys::bytes))
                    .isEqualTo(server.keys().material(id).orElseThrow());

            client.addAttribute(id, Attribute.custom("x-Product", "one"));
            client.modifyAttribute(id, Attribute.custom("x-Product", "two"));
            assertThat(server.keys().customAttribute(id, "x-Product")).contains("two");
            assertThat(client.getAttributes(id, AttributeName.of("x-Product")).text(AttributeName.of("x-Product")))
                    .contains("two");
            assertThat(client.getAttributeList(id)).contains(AttributeName.of("x-Product"), Attribute.STATE);
            client.deleteAttribute(id, AttributeName.of("x-Product"));
            assertThat(server.keys().customAttribute(id, "x-Product")).isEmpty();

            String successor = client.reKey(id);
            assertThat(successor).isNotEqualTo(id);
            assertThat(client.check(new Check.Request(id, null, CryptographicUsage.ENCRYPT, null))
                            .uniqueIdentifier())
                    .isEqualTo(id);
            client.revoke(id, RevocationReasonCode.CESSATION_OF_OPERATION, "test");
            assertThat(client.state(id)).isEqualTo(KmipState.DEACTIVATED);
            client.destroy(id);
            assertThat(client.state(id)).isEqualTo(KmipState.DESTROYED);
            assertThatThrownBy(() -> client.get(id, Keys::bytes))
                    .isInstanceOfSatisfying(
                            KmipOperationException.class,
                            e -> assertThat(e.isBecause(ResultReason.ITEM_NOT_FOUND))
                                    .isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aRegisteredKeyWrapsAnother(String version) throws Exception {
        try (ScriptedKmipServer server =
                        ScriptedKmipServer.builder().versions(version).start();
                KmipClient client = Clients.of(server).build()) {
            byte[] wrappingKey = new byte[32];
            wrappingKey[0] = 1;
            String wrappingId = client.register(new Register.Request(
                    ObjectType.SYMMETRIC_KEY,
                    Attributes.of(Attribute.cryptographicUsageMask(CryptographicUsage.WRAP_KEY)),
                    new ManagedObject.Key(new KeyBlock(
                            KeyValue.raw(ByteString.copyOf(wrappingKey)), CryptographicAlgorithm.AES, 256))));
            client.activate(wrappingId);
            byte[] key = new byte[32];
            key[31] = 7;
            server.keys().put("kek", key);
            byte[] wrapped = client.getWrapped("kek", wrappingId, Keys::bytes);
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(wrappingKey, "AES"));
            assertThat(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded())
                    .isEqualTo(key);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theServerEncryptsAndDecrypts(String version) throws Exception {
        try (ScriptedKmipServer server =
                        ScriptedKmipServer.builder().versions(version).start();
                KmipClient client = Clients.of(server).build()) {
            server.keys().put("kek", new byte[32]);
            ByteString context = ByteString.copyOf(CONTEXT);
            Encrypt.Response encrypted = client.encrypt(new Encrypt.Request(
                    "kek", CryptographicParameters.aesGcm(), ByteString.copyOf(DATA), null, context));
            Decrypt.Response decrypted = client.decrypt(new Decrypt.Request(
                    "kek",
                    CryptographicParameters.aesGcm(),
                    Objects.requireNonNull(encrypted.data()),
                    encrypted.ivCounterNonce(),
                    context,
                    encrypted.authenticationTag()));
            assertThat(decrypted.data()).isEqualTo(ByteString.copyOf(DATA));
            assertThatThrownBy(() -> client.decrypt(new Decrypt.Request(
                            "kek",
                            CryptographicParameters.aesGcm(),
                            Objects.requireNonNull(encrypted.data()),
                            encrypted.ivCounterNonce(),
                            ByteString.EMPTY,
                            encrypted.authenticationTag())))
                    .isInstanceOfSatisfying(
                            KmipOperationException.class,
                            e -> assertThat(e.isBecause(ResultReason.CRYPTOGRAPHIC_FAILURE))
                                    .isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theServerTellsWhatItCanDo(String version) throws Exception {
        try (ScriptedKmipServer server =
                        ScriptedKmipServer.builder().versions(version).start();
                KmipClient client = Clients.of(server).build()) {
            assertThat(client.query(QueryFunction.QUERY_OPERATIONS, QueryFunction.QUERY_SERVER_INFORMATION)
                            .operations())
                    .contains(Operation.GET, Operation.CREATE);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void severalKeysComeInOneRequest(String version) throws Exception {
        try (ScriptedKmipServer server =
                        ScriptedKmipServer.builder().versions(version).start();
                KmipClient client = Clients.of(server).build()) {
            server.keys().put("a", new byte[] {1});
            server.keys().put("b", new byte[] {2});
            List<String> lent = new ArrayList<>();
            var failures = client.getAll(List.of("a", "absent", "b"), key -> lent.add(key.uniqueIdentifier()));
            assertThat(lent).containsExactlyInAnyOrder("a", "b");
            assertThat(failures).containsOnlyKeys("absent");
            assertThat(failures.get("absent")).isInstanceOf(KmipOperationException.class);
            assertThat(server.count(Operation.GET)).isEqualTo(3);
        }
    }

    /** Reads what tests want of keys. */
    private static final class Keys {
        static byte[] bytes(ReceivedKey key) throws KmipException {
            ByteBuffer material = key.material();
            if (!material.isDirect()) {
                throw new KmipProtocolException("the buffer must be direct");
            }
            byte[] bytes = new byte[material.remaining()];
            material.get(bytes);
            return bytes;
        }
    }
}
