// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * A key with what is to be known about it (KMIP 1.4 section 2.1.3).
 *
 * @param keyFormatType how the material is laid out
 * @param keyCompressionType of an elliptic-curve point, or null
 * @param keyValue the material, or null if the server keeps it to itself
 * @param cryptographicAlgorithm what the key is for, or null if the attributes say it
 * @param cryptographicLengthBits how long the key is, in bits, or null if the attributes say it
 * @param keyWrappingData how it was wrapped, or null for a plain key
 * @param others what this library does not know
 */
public record KeyBlock(
        Enumerated<KeyFormatType> keyFormatType,
        @Nullable Integer keyCompressionType,
        @Nullable KeyValue keyValue,
        @Nullable Enumerated<CryptographicAlgorithm> cryptographicAlgorithm,
        @Nullable Integer cryptographicLengthBits,
        @Nullable KeyWrappingData keyWrappingData,
        List<Ttlv> others) {

    /**
     * A plain key in format Raw.
     *
     * @param keyValue its bytes
     * @param cryptographicAlgorithm what the key is for
     * @param cryptographicLengthBits how long it is, in bits
     */
    public KeyBlock(KeyValue keyValue, CryptographicAlgorithm cryptographicAlgorithm, int cryptographicLengthBits) {
        this(KeyFormatType.RAW, null, keyValue, cryptographicAlgorithm, cryptographicLengthBits, null, List.of());
    }

    Ttlv.Structure toTtlv(KmipVersion version) {
        return new Items()
                .enumeration(Tag.KEY_FORMAT_TYPE, keyFormatType)
                .enumerationValue(Tag.KEY_COMPRESSION_TYPE, keyCompressionType)
                .item(keyValue == null ? null : keyValue.toTtlv(version))
                .enumeration(Tag.CRYPTOGRAPHIC_ALGORITHM, cryptographicAlgorithm)
                .integer(Tag.CRYPTOGRAPHIC_LENGTH, cryptographicLengthBits)
                .item(keyWrappingData == null ? null : keyWrappingData.toTtlv())
                .all(others)
                .structure(Tag.KEY_BLOCK);
    }

    static KeyBlock read(Ttlv.Structure structure, KmipVersion version) throws KmipProtocolException {
        Fields fields = new Fields(structure);
        @Nullable Ttlv value = fields.optionalItem(Tag.KEY_VALUE);
        Ttlv.@Nullable Structure wrapping = fields.optionalStructure(Tag.KEY_WRAPPING_DATA);
        return new KeyBlock(
                fields.enumeration(Tag.KEY_FORMAT_TYPE, KeyFormatType.TABLE),
                fields.optionalEnumerationValue(Tag.KEY_COMPRESSION_TYPE),
                value == null ? null : KeyValue.read(value, version),
                fields.optionalEnumeration(Tag.CRYPTOGRAPHIC_ALGORITHM, CryptographicAlgorithm.TABLE),
                fields.optionalInteger(Tag.CRYPTOGRAPHIC_LENGTH),
                wrapping == null ? null : KeyWrappingData.read(wrapping),
                fields.rest());
    }
}
