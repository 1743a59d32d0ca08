// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.sectorkeep.crypto.BugException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.internal.format.FieldReader;
import org.sectorkeep.keys.internal.format.FieldWriter;

/**
 * The bytes of an envelope of version 1, as {@code docs/on-disk-format.md} defines them: magic, version and suite, then
 * fields, each after its length in two bytes. All numbers are big-endian. Written once and for all.
 */
final class EnvelopeLayout {
    private static final byte[] MAGIC = "SKEV".getBytes(StandardCharsets.US_ASCII); // 53 4b 45 56
    private static final int VERSION = 1;
    private static final int VERSION_BYTES = 2;
    private static final int SUITE_BYTES = 2;

    private static final int CAPACITY_BYTES = 8;
    private static final int DATA_UNIT_BYTES = 4;
    private static final int CIPHER_BYTES = 2;
    private static final int GENERATION_BYTES = 8;
    private static final int CREATED_BYTES = 8;

    private static final int CIPHER_AES_XTS_128 = 1;
    private static final int CIPHER_AES_XTS_256 = 2;

    static final int SALT_BYTES = 32;
    static final int COMMITMENT_BYTES = 32;
    static final int TAG_BYTES = 48;

    private EnvelopeLayout() {}

    /** Everything before the wrapped DEK, the two bytes of its length included. */
    static FieldWriter beforeWrappedDek(EnvelopeSuite suite, EnvelopeHeader header, byte[] salt, byte[] commitment) {
        return new FieldWriter()
                .raw(MAGIC)
                .number(VERSION, VERSION_BYTES)
                .number(suite.code(), SUITE_BYTES)
                .field(header.diskId().bytes())
                .numberField(header.capacityBytes(), CAPACITY_BYTES)
                .numberField(header.dataUnit().bytes(), DATA_UNIT_BYTES)
                .numberField(cipherCode(header.cipher()), CIPHER_BYTES)
                .field(header.dekId().bytes())
                .numberField(header.dekGeneration(), GENERATION_BYTES)
                .numberField(header.envelopeGeneration(), GENERATION_BYTES)
                .textField(header.keyId().providerId())
                .textField(header.keyId().keyId())
                .numberField(header.created().getEpochSecond(), CREATED_BYTES)
                .field(salt)
                .field(commitment)
                .fieldLength(wrappedDekBytes(suite, header.cipher()));
    }

    /** Reads what this process has just written. */
    static Envelope readOwn(byte[] encoded) {
        try {
            return read(encoded);
        } catch (EnvelopeFormatException e) {
            throw new BugException("wrote an envelope that it cannot read", e);
        }
    }

    static Envelope read(byte[] encoded) throws EnvelopeFormatException {
        if (encoded.length > Envelope.MAX_BYTES) {
            throw new EnvelopeFormatException(
                    "end", 0, "has " + encoded.length + " bytes, at most " + Envelope.MAX_BYTES + " are allowed");
        }
        FieldReader<EnvelopeFormatException> in = new FieldReader<>(encoded.clone(), EnvelopeFormatException::new);
        in.expect("magic", MAGIC, "is not 'SKEV': not an envelope");
        EnvelopeSuite suite = readVersionAndSuite(in);
        EnvelopeHeader header = readHeader(in);
        WrappedDek wrapped = readWrappedDek(in, suite, header.cipher());
        in.end();
        return new Envelope(suite, header, wrapped, encoded.clone());
    }

    private static EnvelopeSuite readVersionAndSuite(FieldReader<EnvelopeFormatException> in)
            throws EnvelopeFormatException {
        int versionOffset = in.position();
        long version = in.number("version", VERSION_BYTES, 0, 0xFFFF);
        if (version != VERSION) {
            throw new EnvelopeFormatException(
                    "version", versionOffset, "is " + version + ", this program knows version 1 only");
        }
        int suiteOffset = in.position();
        long code = in.number("suite", SUITE_BYTES, 0, 0xFFFF);
        for (EnvelopeSuite suite : EnvelopeSuite.values()) {
            if (suite.code() == code) {
                return suite;
            }
        }
        throw new EnvelopeFormatException(
                "suite", suiteOffset, "is " + code + ", this program knows suites 1 to 3 only");
    }

    private static EnvelopeHeader readHeader(FieldReader<EnvelopeFormatException> in) throws EnvelopeFormatException {
        DiskId diskId = DiskId.of(in.field("diskId", DiskId.LENGTH_BYTES));
        int capacityOffset = in.position();
        long capacityBytes = in.numberField("capacity", CAPACITY_BYTES, 1, Long.MAX_VALUE);
        DataUnit dataUnit = readDataUnit(in);
        if (capacityBytes % dataUnit.bytes() != 0) {
            throw new EnvelopeFormatException(
                    "capacity",
                    capacityOffset,
                    "is " + capacityBytes + ", expected a multiple of the data unit of " + dataUnit.bytes());
        }
        return new EnvelopeHeader(
                diskId,
                capacityBytes,
                dataUnit,
                readCipher(in),
                DekId.of(in.field("dekId", DekId.LENGTH_BYTES)),
                in.numberField("dekGeneration", GENERATION_BYTES, EnvelopeHeader.FIRST_GENERATION, Long.MAX_VALUE),
                in.numberField("envelopeGeneration", GENERATION_BYTES, EnvelopeHeader.FIRST_GENERATION, Long.MAX_VALUE),
                new KeyId(
                        in.idField("providerId", KeyId.MAX_PROVIDER_ID_BYTES),
                        in.idField("keyId", KeyId.MAX_KEY_ID_BYTES)),
                Instant.ofEpochSecond(in.numberField("created", CREATED_BYTES, 0, EnvelopeHeader.MAX_CREATED_SECONDS)));
    }

    private static DataUnit readDataUnit(FieldReader<EnvelopeFormatException> in) throws EnvelopeFormatException {
        int offset = in.position();
        long bytes = in.numberField("dataUnit", DATA_UNIT_BYTES, 0, 0xFFFF_FFFFL);
        for (DataUnit unit : DataUnit.values()) {
            if (unit.bytes() == bytes) {
                return unit;
            }
        }
        throw new EnvelopeFormatException("dataUnit", offset, "is " + bytes + ", expected 512 or 4096");
    }

    private static XtsCipher readCipher(FieldReader<EnvelopeFormatException> in) throws EnvelopeFormatException {
        int offset = in.position();
        long code = in.numberField("cipher", CIPHER_BYTES, 0, 0xFFFF);
        for (XtsCipher cipher : XtsCipher.values()) {
            if (cipherCode(cipher) == code) {
                return cipher;
            }
        }
        throw new EnvelopeFormatException(
                "cipher", offset, "is " + code + ", expected 1 (aes-xts-128) or 2 (aes-xts-256)");
    }

    private static WrappedDek readWrappedDek(
            FieldReader<EnvelopeFormatException> in, EnvelopeSuite suite, XtsCipher cipher)
            throws EnvelopeFormatException {
        return new WrappedDek(
                in.field("salt", saltBytes(suite)),
                in.field("commitment", commitmentBytes(suite)),
                in.field("wrappedDek", wrappedDekBytes(suite, cipher)),
                suite == EnvelopeSuite.SP800_108_AES256_KWP ? in.field("tag", TAG_BYTES) : new byte[0]);
    }

    private static int saltBytes(EnvelopeSuite suite) {
        return suite == EnvelopeSuite.REMOTE_AES256_GCM ? 0 : SALT_BYTES; // nothing is derived in suite 3
    }

    private static int commitmentBytes(EnvelopeSuite suite) {
        return switch (suite) {
            case HKDF_SHA512_AES256_GCM -> COMMITMENT_BYTES;
            case SP800_108_AES256_KWP -> 0; // the HMAC under a key from the same KDF commits to the KEK
            case REMOTE_AES256_GCM -> 0; // only whoever has the KEK could make one
        };
    }

    /** AES-GCM adds its tag of 16 bytes; AES-KWP adds 8 bytes, a DEK being a multiple of 8; suite 3 keeps its nonce there. */
    private static int wrappedDekBytes(EnvelopeSuite suite, XtsCipher cipher) {
        return switch (suite) {
            case HKDF_SHA512_AES256_GCM -> cipher.keyBytes() + 16;
            case SP800_108_AES256_KWP -> cipher.keyBytes() + 8;
            case REMOTE_AES256_GCM -> RemoteCipher.NONCE_BYTES + cipher.keyBytes() + RemoteCipher.TAG_BYTES;
        };
    }

    private static int cipherCode(XtsCipher cipher) {
        return switch (cipher) {
            case AES_XTS_128 -> CIPHER_AES_XTS_128;
            case AES_XTS_256 -> CIPHER_AES_XTS_256;
        };
    }
}
