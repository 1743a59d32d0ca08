// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.sectorkeep.kmip.internal.Printable;

/**
 * A tree as text for people, one item a line. Bytes and big integers are masked unless they are known to be no secret;
 * so are passwords, text under unknown tags, and all that lies within key material. What a peer wrote is shown without
 * control characters.
 */
public final class TtlvDump {
    private static final Set<Integer> PUBLIC_BYTES = Set.of(
            Tag.UNIQUE_BATCH_ITEM_ID,
            Tag.ASYNCHRONOUS_CORRELATION_VALUE,
            Tag.CORRELATION_VALUE,
            Tag.IV_COUNTER_NONCE,
            Tag.AUTHENTICATED_ENCRYPTION_TAG);

    private final StringBuilder out = new StringBuilder();

    private TtlvDump() {}

    /**
     * Describes a tree.
     *
     * @param item the tree
     * @return lines, each ended by a line feed; structures are indented by two spaces a level
     */
    public static String of(Ttlv item) {
        TtlvDump dump = new TtlvDump();
        dump.append(item, 0, false);
        return dump.out.toString();
    }

    private void append(Ttlv item, int depth, boolean masked) {
        if (depth > TtlvLimits.DEEPEST) {
            throw new IllegalArgumentException("structures nest deeper than " + TtlvLimits.DEEPEST);
        }
        out.append("  ".repeat(depth)).append(Tag.name(item.tag()));
        out.append(" (").append(item.type().label()).append(')');
        if (item instanceof Ttlv.Structure structure) {
            out.append('\n');
            boolean inside = masked || item.tag() == Tag.KEY_MATERIAL;
            structure.children().forEach(child -> append(child, depth + 1, inside));
        } else {
            out.append(": ").append(masked ? "masked" : value(item)).append('\n');
        }
    }

    private static String value(Ttlv item) {
        return switch (item.type()) {
            case STRUCTURE -> "";
            case INTEGER -> Integer.toString(((Ttlv.Int) item).value());
            case LONG_INTEGER -> Long.toString(((Ttlv.LongInt) item).value());
            case BIG_INTEGER -> masked(((Ttlv.BigInt) item).twosComplement());
            case ENUMERATION -> String.format(Locale.ROOT, "0x%08X", ((Ttlv.Enumeration) item).value());
            case BOOLEAN -> Boolean.toString(((Ttlv.Bool) item).value());
            case TEXT_STRING -> text((Ttlv.Text) item);
            case BYTE_STRING -> bytes((Ttlv.Bytes) item);
            case DATE_TIME -> date(((Ttlv.DateTime) item).epochSeconds());
            case INTERVAL -> ((Ttlv.Interval) item).seconds() + " s";
            case DATE_TIME_EXTENDED -> ((Ttlv.DateTimeExtended) item).epochMicros() + " us";
        };
    }

    private static String text(Ttlv.Text text) {
        boolean secret = Tag.standardName(text.tag())
                .map(name -> name.contains("Password") || name.contains("Ticket"))
                .orElse(true);
        return secret ? masked(text.utf8()) : '"' + Printable.oneLine(text.value()) + '"';
    }

    private static String bytes(Ttlv.Bytes bytes) {
        if (!PUBLIC_BYTES.contains(bytes.tag())) {
            return masked(bytes.value());
        }
        StringBuilder hex = new StringBuilder();
        for (byte each : bytes.value().shared()) {
            hex.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
        }
        return Printable.oneLine(hex.toString());
    }

    private static String masked(ByteString value) {
        return "masked, " + value.lengthBytes() + " bytes";
    }

    private static String date(long epochSeconds) {
        boolean writable = epochSeconds >= Instant.MIN.getEpochSecond() && epochSeconds <= Instant.MAX.getEpochSecond();
        return writable ? Instant.ofEpochSecond(epochSeconds).toString() : epochSeconds + " s";
    }
}
