// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * How a key is used (KMIP 1.4 section 3.6).
 *
 * @param blockCipherMode the mode, or null
 * @param paddingMethod the padding, or null
 * @param hashingAlgorithm the digest, or null
 * @param keyRoleType the role of a key of a payment system, or null
 * @param digitalSignatureAlgorithm how to sign, or null
 * @param cryptographicAlgorithm the cipher, or null
 * @param randomIv whether the server makes the IV, or null
 * @param ivLengthBits how long it is, in bits, or null
 * @param tagLengthBytes how long an authentication tag is, in bytes, or null
 * @param others what is rarer, such as the lengths of counters
 */
public record CryptographicParameters(
        @Nullable Enumerated<BlockCipherMode> blockCipherMode,
        @Nullable Enumerated<PaddingMethod> paddingMethod,
        @Nullable Enumerated<HashingAlgorithm> hashingAlgorithm,
        @Nullable Integer keyRoleType,
        @Nullable Integer digitalSignatureAlgorithm,
        @Nullable Enumerated<CryptographicAlgorithm> cryptographicAlgorithm,
        @Nullable Boolean randomIv,
        @Nullable Integer ivLengthBits,
        @Nullable Integer tagLengthBytes,
        List<Ttlv> others) {

    /**
     * A mode, and all else as the server has it.
     *
     * @param mode the mode
     * @return the parameters
     */
    public static CryptographicParameters ofMode(BlockCipherMode mode) {
        return new CryptographicParameters(mode, null, null, null, null, null, null, null, null, List.of());
    }

    /**
     * AES-GCM with a tag of 16 bytes.
     *
     * @return the parameters
     */
    public static CryptographicParameters aesGcm() {
        return new CryptographicParameters(
                BlockCipherMode.GCM, null, null, null, null, CryptographicAlgorithm.AES, null, null, 16, List.of());
    }

    Ttlv.Structure toTtlv() {
        return new Items()
                .enumeration(Tag.BLOCK_CIPHER_MODE, blockCipherMode)
                .enumeration(Tag.PADDING_METHOD, paddingMethod)
                .enumeration(Tag.HASHING_ALGORITHM, hashingAlgorithm)
                .enumerationValue(Tag.KEY_ROLE_TYPE, keyRoleType)
                .enumerationValue(Tag.DIGITAL_SIGNATURE_ALGORITHM, digitalSignatureAlgorithm)
                .enumeration(Tag.CRYPTOGRAPHIC_ALGORITHM, cryptographicAlgorithm)
                .bool(Tag.RANDOM_IV, randomIv)
                .integer(Tag.IV_LENGTH, ivLengthBits)
                .integer(Tag.TAG_LENGTH, tagLengthBytes)
                .all(others)
                .structure(Tag.CRYPTOGRAPHIC_PARAMETERS);
    }

    static @Nullable CryptographicParameters read(Fields outer) throws KmipProtocolException {
        Ttlv.@Nullable Structure structure = outer.optionalStructure(Tag.CRYPTOGRAPHIC_PARAMETERS);
        if (structure == null) {
            return null;
        }
        Fields fields = new Fields(structure);
        return new CryptographicParameters(
                fields.optionalEnumeration(Tag.BLOCK_CIPHER_MODE, BlockCipherMode.TABLE),
                fields.optionalEnumeration(Tag.PADDING_METHOD, PaddingMethod.TABLE),
                fields.optionalEnumeration(Tag.HASHING_ALGORITHM, HashingAlgorithm.TABLE),
                fields.optionalEnumerationValue(Tag.KEY_ROLE_TYPE),
                fields.optionalEnumerationValue(Tag.DIGITAL_SIGNATURE_ALGORITHM),
                fields.optionalEnumeration(Tag.CRYPTOGRAPHIC_ALGORITHM, CryptographicAlgorithm.TABLE),
                fields.optionalBool(Tag.RANDOM_IV),
                fields.optionalInteger(Tag.IV_LENGTH),
                fields.optionalInteger(Tag.TAG_LENGTH),
                fields.rest());
    }
}
