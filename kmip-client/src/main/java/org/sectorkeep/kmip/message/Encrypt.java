// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Has the server encrypt (KMIP 1.4 section 4.29). */
public final class Encrypt {
    private Encrypt() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param cryptographicParameters how, or null for what the key has
     * @param data what to encrypt
     * @param ivCounterNonce what the mode needs, or null if the server makes it
     * @param correlationValue of a stream, or null
     * @param initIndicator whether this starts a stream, or null
     * @param finalIndicator whether this ends a stream, or null
     * @param additionalData what is authenticated and not encrypted, in KMIP 1.4 and later; or null
     */
    public record Request(
            @Nullable String uniqueIdentifier,
            @Nullable CryptographicParameters cryptographicParameters,
            @Nullable ByteString data,
            @Nullable ByteString ivCounterNonce,
            @Nullable ByteString correlationValue,
            @Nullable Boolean initIndicator,
            @Nullable Boolean finalIndicator,
            @Nullable ByteString additionalData)
            implements RequestPayload {
        /**
         * Encrypts all in one call.
         *
         * @param uniqueIdentifier the id of the key
         * @param cryptographicParameters how
         * @param data what to encrypt
         * @param ivCounterNonce what the mode needs, or null if the server makes it
         * @param additionalData what is authenticated and not encrypted, or null
         */
        public Request(
                String uniqueIdentifier,
                CryptographicParameters cryptographicParameters,
                ByteString data,
                @Nullable ByteString ivCounterNonce,
                @Nullable ByteString additionalData) {
            this(uniqueIdentifier, cryptographicParameters, data, ivCounterNonce, null, null, null, additionalData);
        }

        @Override
        public Operation operation() {
            return Operation.ENCRYPT;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(cryptographicParameters == null ? null : cryptographicParameters.toTtlv())
                    .bytes(Tag.DATA, data)
                    .bytes(Tag.IV_COUNTER_NONCE, ivCounterNonce)
                    .bytes(Tag.CORRELATION_VALUE, correlationValue)
                    .bool(Tag.INIT_INDICATOR, initIndicator)
                    .bool(Tag.FINAL_INDICATOR, finalIndicator)
                    .bytes(Tag.AUTHENTICATED_ENCRYPTION_ADDITIONAL_DATA, additionalData)
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    CryptographicParameters.read(fields),
                    fields.optionalBytes(Tag.DATA),
                    fields.optionalBytes(Tag.IV_COUNTER_NONCE),
                    fields.optionalBytes(Tag.CORRELATION_VALUE),
                    fields.optionalBool(Tag.INIT_INDICATOR),
                    fields.optionalBool(Tag.FINAL_INDICATOR),
                    fields.optionalBytes(Tag.AUTHENTICATED_ENCRYPTION_ADDITIONAL_DATA));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     * @param data the ciphertext
     * @param ivCounterNonce what the server made for the mode, or null
     * @param correlationValue of a stream, or null
     * @param authenticationTag the tag of the mode, in KMIP 1.4 and later; or null
     */
    public record Response(
            String uniqueIdentifier,
            @Nullable ByteString data,
            @Nullable ByteString ivCounterNonce,
            @Nullable ByteString correlationValue,
            @Nullable ByteString authenticationTag)
            implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.ENCRYPT;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .bytes(Tag.DATA, data)
                    .bytes(Tag.IV_COUNTER_NONCE, ivCounterNonce)
                    .bytes(Tag.CORRELATION_VALUE, correlationValue)
                    .bytes(Tag.AUTHENTICATED_ENCRYPTION_TAG, authenticationTag)
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(
                    fields.text(Tag.UNIQUE_IDENTIFIER),
                    fields.optionalBytes(Tag.DATA),
                    fields.optionalBytes(Tag.IV_COUNTER_NONCE),
                    fields.optionalBytes(Tag.CORRELATION_VALUE),
                    fields.optionalBytes(Tag.AUTHENTICATED_ENCRYPTION_TAG));
        }
    }
}
