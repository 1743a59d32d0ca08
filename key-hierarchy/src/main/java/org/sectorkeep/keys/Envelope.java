// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Arrays;
import java.util.Base64;

/**
 * A DEK wrapped under a KEK and bound to one disk, as it stands in the disk's descriptor. Immutable and public: without
 * the KEK it discloses nothing of the DEK. Its bytes are defined in {@code docs/on-disk-format.md} and have one form
 * only: what {@link #decode} accepts, {@link #encode} gives back unchanged.
 */
public final class Envelope {
    /** The longest envelope of any suite, in bytes. */
    public static final int MAX_BYTES = 2048;

    /** The longest base64 text of an envelope, in characters. */
    private static final int MAX_BASE64_CHARS = (MAX_BYTES + 2) / 3 * 4;

    private final EnvelopeSuite suite;
    private final EnvelopeHeader header;
    private final WrappedDek wrapped;
    private final byte[] encoded;

    Envelope(EnvelopeSuite suite, EnvelopeHeader header, WrappedDek wrapped, byte[] encoded) {
        this.suite = suite;
        this.header = header;
        this.wrapped = wrapped;
        this.encoded = encoded;
    }

    /**
     * Reads an envelope. Nothing in it is authenticated before a {@link Kek} has opened it.
     *
     * @param encoded the bytes of one envelope
     * @return the envelope
     * @throws EnvelopeFormatException if these are not exactly the bytes of one envelope, or its version or suite is
     *     not known
     */
    public static Envelope decode(byte[] encoded) throws EnvelopeFormatException {
        return EnvelopeLayout.read(encoded);
    }

    /**
     * Reads an envelope from base64 (RFC 4648 section 4, padded, without line breaks, unused bits zero).
     *
     * @param text the base64 text
     * @return the envelope
     * @throws EnvelopeFormatException if the text is not the one base64 form of an envelope
     */
    public static Envelope ofBase64(String text) throws EnvelopeFormatException {
        if (text.length() > MAX_BASE64_CHARS) {
            throw new EnvelopeFormatException(
                    "base64", 0, "has " + text.length() + " characters, at most " + MAX_BASE64_CHARS + " are allowed");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            EnvelopeFormatException refused = new EnvelopeFormatException("base64", 0, "is not base64");
            refused.initCause(e);
            throw refused;
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new EnvelopeFormatException("base64", 0, "is not in its one padded form");
        }
        return decode(bytes);
    }

    /**
     * How the DEK is wrapped.
     *
     * @return the suite
     */
    public EnvelopeSuite suite() {
        return suite;
    }

    /**
     * What the envelope says in the clear.
     *
     * @return the header
     */
    public EnvelopeHeader header() {
        return header;
    }

    /**
     * The envelope in binary.
     *
     * @return its bytes, at most {@value #MAX_BYTES}, the caller's own copy
     */
    public byte[] encode() {
        return encoded.clone();
    }

    /**
     * The envelope as text.
     *
     * @return its bytes in base64, padded, without line breaks
     */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(encoded);
    }

    WrappedDek wrapped() {
        return wrapped;
    }

    /** Every byte before the given offset. */
    byte[] bytesBefore(int offsetBytes) {
        return Arrays.copyOf(encoded, offsetBytes);
    }

    /** Equal if every byte is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** Suite and header; for people only. */
    @Override
    public String toString() {
        return "Envelope[suite " + suite.code() + ", " + header + "]";
    }
}
