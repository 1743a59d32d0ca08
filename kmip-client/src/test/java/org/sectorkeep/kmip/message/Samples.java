// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** A request and a response of every typed operation, with a marked secret wherever one can be. */
final class Samples {
    static final String MARK = "MARKED-SECRET-OF-THIRTY-2-BYTES.";
    static final String ID = "2c6f5d1e";
    private static final ByteString CORRELATION = ByteString.copyOf(new byte[] {1, 2, 3});
    private static final Attribute CUSTOM = Attribute.custom("x-Product", "Sectorkeep");

    private Samples() {}

    static ByteString secret() {
        return ByteString.copyOf(MARK.getBytes(StandardCharsets.US_ASCII));
    }

    static List<Credential> credentials() {
        return List.of(
                Credential.userPassword("app-7", MARK.toCharArray()),
                new Credential.Device("serial", secret(), "device", null, "machine", null),
                new Credential.Other(new Unlisted<>(0x80000001), List.of(new Ttlv.Bytes(0x540001, secret()))));
    }

    static RequestHeader fullHeader(KmipVersion version) {
        return new RequestHeader(
                version,
                4096,
                "client",
                "server",
                new Ttlv.Bool(Tag.ASYNCHRONOUS_INDICATOR, true),
                true,
                List.of(1, 2),
                credentials(),
                BatchErrorContinuation.CONTINUE,
                true,
                1205495800L,
                List.of(new Ttlv.Int(0x540009, 1)));
    }

    static List<RequestPayload> requests() {
        return List.of(
                new DiscoverVersions.Request(KmipVersion.SUPPORTED),
                new DiscoverVersions.Request(List.of()),
                new Query.Request(List.of(QueryFunction.QUERY_OPERATIONS, new Unlisted<>(0x80000003))),
                new Create.Request(ObjectType.SYMMETRIC_KEY, attributes()),
                new Register.Request(ObjectType.SYMMETRIC_KEY, attributes(), plainKey()),
                new Register.Request(
                        ObjectType.OPAQUE_OBJECT,
                        Attributes.NONE,
                        new ManagedObject.Other(ObjectType.OPAQUE_OBJECT, List.of(new Ttlv.Bytes(0x420034, secret())))),
                new Get.Request(ID),
                new Get.Request(ID, KeyWrappingSpecification.nistKeyWrap("wrapper")),
                new Get.Request(null, KeyFormatType.RAW, 1, 2, null),
                new GetAttributes.Request(ID, List.of(Attribute.STATE, AttributeName.of("x-Product"))),
                new GetAttributeList.Request(ID),
                new AddAttribute.Request(ID, CUSTOM),
                new ModifyAttribute.Request(ID, CUSTOM),
                new SetAttribute.Request(ID, Attribute.cryptographicUsageMask(CryptographicUsage.ENCRYPT)),
                new DeleteAttribute.Request(ID, AttributeName.of("x-Product")),
                new Locate.Request(5, 1, 1, 2, Attributes.of(Attribute.name("sectorkeep-00"))),
                new Locate.Request(Attributes.of(
                        Attribute.objectType(ObjectType.SYMMETRIC_KEY), Attribute.state(KmipState.ACTIVE))),
                new Check.Request(ID, 10L, CryptographicUsage.WRAP_KEY, 60L),
                new Activate.Request(ID),
                new Activate.Request(null),
                new Revoke.Request(ID, RevocationReasonCode.KEY_COMPROMISE, "lost", 1205495800L),
                new Destroy.Request(ID),
                new ReKey.Request(ID, 60L, attributes()),
                new Encrypt.Request(ID, CryptographicParameters.aesGcm(), secret(), CORRELATION, CORRELATION),
                new Decrypt.Request(
                        ID, CryptographicParameters.aesGcm(), secret(), CORRELATION, CORRELATION, CORRELATION),
                new Poll.Request(CORRELATION),
                new Cancel.Request(CORRELATION),
                new RequestPayload.Other(Operation.LOG, List.of(new Ttlv.Bytes(0x540001, secret()))),
                new RequestPayload.Other(new Unlisted<>(0x80000009), List.of()));
    }

    static List<ResponsePayload> responses() {
        return List.of(
                new DiscoverVersions.Response(KmipVersion.SUPPORTED),
                new Query.Response(
                        List.of(Operation.GET, new Unlisted<>(0x80000004)),
                        List.of(ObjectType.SYMMETRIC_KEY),
                        "vendor",
                        new Ttlv.Structure(Tag.SERVER_INFORMATION, new Ttlv.Text(0x540001, secret()))),
                new Create.Response(ObjectType.SYMMETRIC_KEY, ID),
                new Register.Response(ID),
                new Get.Response(ObjectType.SYMMETRIC_KEY, ID, plainKey()),
                new Get.Response(ObjectType.SYMMETRIC_KEY, ID, wrappedKey()),
                new Get.Response(ObjectType.PRIVATE_KEY, ID, transparentKey()),
                new GetAttributes.Response(ID, attributes()),
                new GetAttributeList.Response(ID, List.of(Attribute.STATE, AttributeName.of("y-Custom"))),
                new AddAttribute.Response(ID, null),
                new ModifyAttribute.Response(ID, null),
                new SetAttribute.Response(ID),
                new DeleteAttribute.Response(ID, null),
                new Locate.Response(List.of(ID, "another")),
                new Locate.Response(2, List.of()),
                new Check.Response(ID, null, CryptographicUsage.WRAP_KEY, null),
                new Activate.Response(ID),
                new Revoke.Response(ID),
                new Destroy.Response(ID),
                new ReKey.Response("another"),
                new Encrypt.Response(ID, secret(), CORRELATION, null, CORRELATION),
                new Decrypt.Response(ID, secret(), null),
                new Cancel.Response(CORRELATION, CancellationResult.CANCELED),
                new ResponsePayload.Other(Operation.LOG, List.of(new Ttlv.Text(0x540001, secret()))));
    }

    static Attributes attributes() {
        return Attributes.of(
                Attribute.cryptographicAlgorithm(CryptographicAlgorithm.AES),
                Attribute.cryptographicLength(256),
                Attribute.cryptographicUsageMask(CryptographicUsage.ENCRYPT | CryptographicUsage.DECRYPT),
                Attribute.name("sectorkeep-00"),
                Attribute.standard(new Ttlv.Bytes(0x54000A, secret())),
                CUSTOM);
    }

    static ManagedObject.Key plainKey() {
        return new ManagedObject.Key(new KeyBlock(KeyValue.raw(secret()), CryptographicAlgorithm.AES, 256));
    }

    static ManagedObject.Key wrappedKey() {
        KeyWrappingData wrapping = new KeyWrappingData(
                WrappingMethod.ENCRYPT,
                new KeyInformation("wrapper", CryptographicParameters.ofMode(BlockCipherMode.NIST_KEY_WRAP)),
                null,
                secret(),
                CORRELATION,
                EncodingOption.TTLV_ENCODING,
                List.of());
        return new ManagedObject.Key(new KeyBlock(
                KeyFormatType.RAW,
                null,
                new KeyValue.Wrapped(secret()),
                CryptographicAlgorithm.AES,
                256,
                wrapping,
                List.of(new Ttlv.Bytes(0x540002, secret()))));
    }

    static ManagedObject.Key transparentKey() {
        Ttlv material = new Ttlv.Structure(
                Tag.KEY_MATERIAL, new Ttlv.BigInt(0x420033, secret()), new Ttlv.Text(0x540003, secret()));
        return new ManagedObject.Key(
                ObjectType.PRIVATE_KEY,
                new KeyBlock(
                        KeyFormatType.TRANSPARENT_RSA_PRIVATE_KEY,
                        1,
                        new KeyValue.Structured(material, attributes()),
                        null,
                        null,
                        null,
                        List.of()),
                List.of());
    }
}
