// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An item of a message: a tag and a value of one of eleven types. Trees of items are immutable but for {@link #wipe()},
 * hold no bytes of the buffer they were decoded from, and print no bytes and no text.
 * A tag that is none is refused when the tree is encoded.
 */
public sealed interface Ttlv {
    /**
     * What the value means.
     *
     * @return the lower 24 bits: 0x42xxxx, or 0x54xxxx for an extension
     */
    int tag();

    /**
     * The type of the value.
     *
     * @return one of eleven
     */
    TtlvType type();

    /**
     * The same value under another tag. Byte strings, text and children are shared.
     *
     * @param newTag 0x42xxxx or 0x54xxxx
     * @return an item of the same type
     */
    Ttlv withTag(int newTag);

    /** Overwrites every byte string, text and big integer in this tree with zeroes. */
    default void wipe() {}

    /**
     * Items in an order.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param children the items
     */
    record Structure(int tag, List<Ttlv> children) implements Ttlv {
        /**
         * Copies the list.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param children the items
         */
        public Structure {
            children = List.copyOf(children);
        }

        /**
         * A structure of some items.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param children the items
         */
        public Structure(int tag, Ttlv... children) {
            this(tag, List.of(children));
        }

        @Override
        public TtlvType type() {
            return TtlvType.STRUCTURE;
        }

        @Override
        public Structure withTag(int newTag) {
            return new Structure(newTag, children);
        }

        @Override
        public void wipe() {
            children.forEach(Ttlv::wipe);
        }

        @Override
        public String toString() {
            return Tag.name(tag) + "{" + children.size() + "}";
        }
    }

    /**
     * A number of 32 bits.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param value any
     */
    record Int(int tag, int value) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.INTEGER;
        }

        @Override
        public Int withTag(int newTag) {
            return new Int(newTag, value);
        }
    }

    /**
     * A number of 64 bits.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param value any
     */
    record LongInt(int tag, long value) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.LONG_INTEGER;
        }

        @Override
        public LongInt withTag(int newTag) {
            return new LongInt(newTag, value);
        }
    }

    /**
     * A number of any size: perhaps a part of a private key.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param twosComplement the number, its highest byte first: a multiple of eight bytes, not none
     */
    record BigInt(int tag, ByteString twosComplement) implements Ttlv {
        /**
         * Checks the length.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param twosComplement the number, its highest byte first: a multiple of eight bytes, not none
         */
        public BigInt {
            int length = twosComplement.lengthBytes();
            if (length == 0 || length % 8 != 0) {
                throw new IllegalArgumentException("a big integer has a multiple of 8 bytes: " + length);
            }
        }

        /**
         * Pads the number to a multiple of eight bytes.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param value any
         */
        public BigInt(int tag, BigInteger value) {
            this(tag, pad(value.toByteArray()));
        }

        private static ByteString pad(byte[] minimal) {
            byte[] padded = new byte[(minimal.length + 7) & ~7];
            Arrays.fill(padded, 0, padded.length - minimal.length, (byte) (minimal[0] >> 7));
            System.arraycopy(minimal, 0, padded, padded.length - minimal.length, minimal.length);
            Arrays.fill(minimal, (byte) 0);
            return ByteString.owning(padded);
        }

        /**
         * The number.
         *
         * @return a copy that cannot be wiped
         */
        public BigInteger value() {
            return new BigInteger(twosComplement.shared());
        }

        @Override
        public TtlvType type() {
            return TtlvType.BIG_INTEGER;
        }

        @Override
        public BigInt withTag(int newTag) {
            return new BigInt(newTag, twosComplement);
        }

        @Override
        public void wipe() {
            twosComplement.wipe();
        }
    }

    /**
     * A number that stands for a name.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param value any; 0x8xxxxxxx is an extension
     */
    record Enumeration(int tag, int value) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.ENUMERATION;
        }

        @Override
        public Enumeration withTag(int newTag) {
            return new Enumeration(newTag, value);
        }
    }

    /**
     * True or false.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param value either
     */
    record Bool(int tag, boolean value) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.BOOLEAN;
        }

        @Override
        public Bool withTag(int newTag) {
            return new Bool(newTag, value);
        }
    }

    /**
     * Text: perhaps a password.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param utf8 the text in valid UTF-8
     */
    record Text(int tag, ByteString utf8) implements Ttlv {
        /**
         * Checks the encoding.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param utf8 the text in valid UTF-8
         */
        public Text {
            int invalid = Utf8.indexOfInvalid(utf8.shared());
            if (invalid >= 0) {
                throw new IllegalArgumentException("text is not UTF-8 at its byte " + invalid);
            }
        }

        /**
         * Encodes a string.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param value no secret, since a string cannot be wiped
         */
        public Text(int tag, String value) {
            this(tag, ByteString.utf8(value));
        }

        /**
         * The text.
         *
         * @return a copy that cannot be wiped
         */
        public String value() {
            return new String(utf8.shared(), StandardCharsets.UTF_8);
        }

        @Override
        public TtlvType type() {
            return TtlvType.TEXT_STRING;
        }

        @Override
        public Text withTag(int newTag) {
            return new Text(newTag, utf8);
        }

        @Override
        public void wipe() {
            utf8.wipe();
        }
    }

    /**
     * Bytes: perhaps a key.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param value any
     */
    record Bytes(int tag, ByteString value) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.BYTE_STRING;
        }

        @Override
        public Bytes withTag(int newTag) {
            return new Bytes(newTag, value);
        }

        @Override
        public void wipe() {
            value.wipe();
        }
    }

    /**
     * A point in time, in seconds.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param epochSeconds seconds since 1970, UTC
     */
    record DateTime(int tag, long epochSeconds) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.DATE_TIME;
        }

        @Override
        public DateTime withTag(int newTag) {
            return new DateTime(newTag, epochSeconds);
        }
    }

    /**
     * A length of time.
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param seconds 0 to 4,294,967,295
     */
    record Interval(int tag, long seconds) implements Ttlv {
        /**
         * Checks the range.
         *
         * @param tag 0x42xxxx or 0x54xxxx
         * @param seconds 0 to 4,294,967,295
         */
        public Interval {
            if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("an interval is 0 to 4294967295 seconds: " + seconds);
            }
        }

        @Override
        public TtlvType type() {
            return TtlvType.INTERVAL;
        }

        @Override
        public Interval withTag(int newTag) {
            return new Interval(newTag, seconds);
        }
    }

    /**
     * A point in time, in microseconds (KMIP 2.0).
     *
     * @param tag 0x42xxxx or 0x54xxxx
     * @param epochMicros microseconds since 1970, UTC
     */
    record DateTimeExtended(int tag, long epochMicros) implements Ttlv {
        @Override
        public TtlvType type() {
            return TtlvType.DATE_TIME_EXTENDED;
        }

        @Override
        public DateTimeExtended withTag(int newTag) {
            return new DateTimeExtended(newTag, epochMicros);
        }
    }
}
