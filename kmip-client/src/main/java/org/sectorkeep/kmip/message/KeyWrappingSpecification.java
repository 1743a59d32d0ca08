// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * How a server is to wrap a key that it answers (KMIP 1.4 section 2.1.6).
 *
 * @param wrappingMethod encrypt, or with a MAC
 * @param encryptionKey the key to encrypt under, or null
 * @param macKey the key of the MAC or signature, or null
 * @param attributeNames attributes to wrap with the key
 * @param encodingOption what to wrap, or null for an encoded key value
 */
public record KeyWrappingSpecification(
        Enumerated<WrappingMethod> wrappingMethod,
        @Nullable KeyInformation encryptionKey,
        @Nullable KeyInformation macKey,
        List<String> attributeNames,
        @Nullable Enumerated<EncodingOption> encodingOption) {

    /**
     * NIST key wrap (RFC 3394) of the bytes of the key and nothing else.
     *
     * @param wrappingKeyId the id of an AES key on the server that may wrap
     * @return the specification
     */
    public static KeyWrappingSpecification nistKeyWrap(String wrappingKeyId) {
        KeyInformation key =
                new KeyInformation(wrappingKeyId, CryptographicParameters.ofMode(BlockCipherMode.NIST_KEY_WRAP));
        return new KeyWrappingSpecification(WrappingMethod.ENCRYPT, key, null, List.of(), EncodingOption.NO_ENCODING);
    }

    Ttlv.Structure toTtlv() {
        return new Items()
                .enumeration(Tag.WRAPPING_METHOD, wrappingMethod)
                .item(encryptionKey == null ? null : encryptionKey.toTtlv(Tag.ENCRYPTION_KEY_INFORMATION))
                .item(macKey == null ? null : macKey.toTtlv(Tag.MAC_SIGNATURE_KEY_INFORMATION))
                .texts(Tag.ATTRIBUTE_NAME, attributeNames)
                .enumeration(Tag.ENCODING_OPTION, encodingOption)
                .structure(Tag.KEY_WRAPPING_SPECIFICATION);
    }

    static @Nullable KeyWrappingSpecification read(Fields outer) throws KmipProtocolException {
        Ttlv.@Nullable Structure structure = outer.optionalStructure(Tag.KEY_WRAPPING_SPECIFICATION);
        if (structure == null) {
            return null;
        }
        Fields fields = new Fields(structure);
        return new KeyWrappingSpecification(
                fields.enumeration(Tag.WRAPPING_METHOD, WrappingMethod.TABLE),
                KeyInformation.read(fields, Tag.ENCRYPTION_KEY_INFORMATION),
                KeyInformation.read(fields, Tag.MAC_SIGNATURE_KEY_INFORMATION),
                fields.texts(Tag.ATTRIBUTE_NAME),
                fields.optionalEnumeration(Tag.ENCODING_OPTION, EncodingOption.TABLE));
    }
}
