// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * How a key was wrapped (KMIP 1.4 section 2.1.5).
 *
 * @param wrappingMethod encrypted, or with a MAC
 * @param encryptionKey the key it was encrypted under, or null
 * @param macKey the key of the MAC or signature, or null
 * @param macSignature the MAC or signature, or null
 * @param ivCounterNonce what the mode needed, or null
 * @param encodingOption what was wrapped, or null for an encoded key value
 * @param others what this library does not know
 */
public record KeyWrappingData(
        Enumerated<WrappingMethod> wrappingMethod,
        @Nullable KeyInformation encryptionKey,
        @Nullable KeyInformation macKey,
        @Nullable ByteString macSignature,
        @Nullable ByteString ivCounterNonce,
        @Nullable Enumerated<EncodingOption> encodingOption,
        List<Ttlv> others) {

    Ttlv.Structure toTtlv() {
        return new Items()
                .enumeration(Tag.WRAPPING_METHOD, wrappingMethod)
                .item(encryptionKey == null ? null : encryptionKey.toTtlv(Tag.ENCRYPTION_KEY_INFORMATION))
                .item(macKey == null ? null : macKey.toTtlv(Tag.MAC_SIGNATURE_KEY_INFORMATION))
                .bytes(Tag.MAC_SIGNATURE, macSignature)
                .bytes(Tag.IV_COUNTER_NONCE, ivCounterNonce)
                .enumeration(Tag.ENCODING_OPTION, encodingOption)
                .all(others)
                .structure(Tag.KEY_WRAPPING_DATA);
    }

    static KeyWrappingData read(Ttlv.Structure structure) throws KmipProtocolException {
        Fields fields = new Fields(structure);
        return new KeyWrappingData(
                fields.enumeration(Tag.WRAPPING_METHOD, WrappingMethod.TABLE),
                KeyInformation.read(fields, Tag.ENCRYPTION_KEY_INFORMATION),
                KeyInformation.read(fields, Tag.MAC_SIGNATURE_KEY_INFORMATION),
                fields.optionalBytes(Tag.MAC_SIGNATURE),
                fields.optionalBytes(Tag.IV_COUNTER_NONCE),
                fields.optionalEnumeration(Tag.ENCODING_OPTION, EncodingOption.TABLE),
                fields.rest());
    }
}
