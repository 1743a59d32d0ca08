// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;

class EnvelopeProperties {
    private static final List<Envelope> GENUINE = List.of(
            Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_128),
            Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256),
            Samples.envelope(EnvelopeSuite.SP800_108_AES256_KWP, XtsCipher.AES_XTS_128),
            Samples.envelope(EnvelopeSuite.SP800_108_AES256_KWP, XtsCipher.AES_XTS_256),
            Samples.envelope(EnvelopeSuite.REMOTE_AES256_GCM, XtsCipher.AES_XTS_128),
            Samples.envelope(EnvelopeSuite.REMOTE_AES256_GCM, XtsCipher.AES_XTS_256));

    @Property(tries = 300)
    void whatIsWrappedIsReadAndUnwrapped(
            @ForAll EnvelopeSuite suite,
            @ForAll XtsCipher cipher,
            @ForAll DataUnit unit,
            @ForAll("keyIds") KeyId keyId,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 4096) long units,
            @ForAll @LongRange(min = 1) long dekGeneration,
            @ForAll @LongRange(min = 1) long envelopeGeneration,
            @ForAll @LongRange(min = 0, max = 253_402_300_799L) long seconds)
            throws Exception {
        try (SecretBytes key = Samples.kekBytes();
                Kek kek = Samples.kek(suite, keyId, key);
                SecretBytes dek = SecretBytes.random(cipher.keyBytes())) {
            EnvelopeHeader header = new EnvelopeHeader(
                    DiskId.random(),
                    units * unit.bytes(),
                    unit,
                    cipher,
                    DekId.of(dek),
                    dekGeneration,
                    envelopeGeneration,
                    keyId,
                    Instant.ofEpochSecond(seconds));
            byte[] encoded = kek.wrap(suite, header, dek).encode();
            Envelope decoded = Envelope.decode(encoded);
            assertThat(decoded.header()).isEqualTo(header);
            assertThat(decoded.encode()).isEqualTo(encoded);
            assertThat(Envelope.ofBase64(decoded.toBase64())).isEqualTo(decoded);
            try (SecretBytes unwrapped = kek.unwrap(decoded)) {
                assertThat(unwrapped.contentEquals(dek)).isTrue();
            }
        }
    }

    @Provide
    Arbitrary<KeyId> keyIds() {
        Arbitrary<String> ids = Arbitraries.strings()
                .withChars("abcXYZ 0189-._/:é漢")
                .ofMinLength(1)
                .ofMaxLength(80);
        return Combinators.combine(ids, ids).as(KeyId::new);
    }

    @Property(tries = 2000)
    void randomBytesAreRefusedAsSuch(@ForAll @Size(max = 400) byte[] bytes) {
        assertIdentityOrRefused(bytes);
    }

    /** Behind a genuine beginning, so that the later fields are reached too. */
    @Property(tries = 5000)
    void changedEnvelopesAreIdenticalOrRefused(
            @ForAll @IntRange(max = 5) int which,
            @ForAll @IntRange(max = 320) int offset,
            @ForAll @Size(max = 12) byte[] patch,
            @ForAll @IntRange(max = 40) int cut) {
        byte[] changed = GENUINE.get(which).encode();
        int start = Math.min(offset, changed.length - patch.length);
        System.arraycopy(patch, 0, changed, start, patch.length);
        assertIdentityOrRefused(Arrays.copyOf(changed, changed.length - cut));
    }

    private static void assertIdentityOrRefused(byte[] bytes) {
        Envelope envelope;
        try {
            envelope = Envelope.decode(bytes);
        } catch (EnvelopeFormatException e) {
            assertThat(e.offsetBytes()).isBetween(0, bytes.length);
            return;
        }
        assertThat(envelope.encode()).isEqualTo(bytes);
    }
}
