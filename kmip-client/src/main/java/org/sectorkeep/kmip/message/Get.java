// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks for an object by its id (KMIP 1.4 section 4.11). */
public final class Get {
    private Get() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param keyFormatType the format to answer in, or null for the one that the key has
     * @param keyWrapType whether the key is to be as it was registered, in KMIP 1.4 and later; or null
     * @param keyCompressionType of an elliptic-curve point, or null
     * @param keyWrappingSpecification how to wrap the key, or null for a plain answer
     */
    public record Request(
            @Nullable String uniqueIdentifier,
            @Nullable Enumerated<KeyFormatType> keyFormatType,
            @Nullable Integer keyWrapType,
            @Nullable Integer keyCompressionType,
            @Nullable KeyWrappingSpecification keyWrappingSpecification)
            implements RequestPayload {
        /**
         * Asks for an object as it is.
         *
         * @param uniqueIdentifier its id
         */
        public Request(String uniqueIdentifier) {
            this(uniqueIdentifier, null, null, null, null);
        }

        /**
         * Asks for a key that is wrapped under another one.
         *
         * @param uniqueIdentifier its id
         * @param keyWrappingSpecification how to wrap it
         */
        public Request(String uniqueIdentifier, KeyWrappingSpecification keyWrappingSpecification) {
            this(uniqueIdentifier, null, null, null, keyWrappingSpecification);
        }

        @Override
        public Operation operation() {
            return Operation.GET;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .enumeration(Tag.KEY_FORMAT_TYPE, keyFormatType)
                    .enumerationValue(Tag.KEY_WRAP_TYPE, keyWrapType)
                    .enumerationValue(Tag.KEY_COMPRESSION_TYPE, keyCompressionType)
                    .item(keyWrappingSpecification == null ? null : keyWrappingSpecification.toTtlv())
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    fields.optionalEnumeration(Tag.KEY_FORMAT_TYPE, KeyFormatType.TABLE),
                    fields.optionalEnumerationValue(Tag.KEY_WRAP_TYPE),
                    fields.optionalEnumerationValue(Tag.KEY_COMPRESSION_TYPE),
                    KeyWrappingSpecification.read(fields));
        }
    }

    /**
     * What was answered.
     *
     * @param objectType what kind of object
     * @param uniqueIdentifier the id of the object
     * @param object the object
     */
    public record Response(Enumerated<ObjectType> objectType, String uniqueIdentifier, ManagedObject object)
            implements ResponsePayload {
        /**
         * The symmetric key, if the server answered what was to be expected.
         *
         * @param algorithm the algorithm that the key is for
         * @param lengthBits how long it is, in bits
         * @return its key block, whose material is plain and exactly that long, or wrapped
         * @throws KmipProtocolException if it is another kind of object, of another algorithm or length, or bare of
         *     material
         */
        public KeyBlock symmetricKey(CryptographicAlgorithm algorithm, int lengthBits) throws KmipProtocolException {
            return KeyExpectation.check(object, algorithm, lengthBits);
        }

        @Override
        public Operation operation() {
            return Operation.GET;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .enumeration(Tag.OBJECT_TYPE, objectType)
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(ManagedObjects.toTtlv(object, version))
                    .list();
        }

        static Response read(Fields fields, KmipVersion version) throws KmipProtocolException {
            Enumerated<ObjectType> objectType = fields.enumeration(Tag.OBJECT_TYPE, ObjectType.TABLE);
            return new Response(
                    objectType, fields.text(Tag.UNIQUE_IDENTIFIER), ManagedObjects.read(fields, objectType, version));
        }
    }
}
