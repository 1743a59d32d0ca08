// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUse;
import org.sectorkeep.keys.audit.Actor;

/** A line as JSON in ASCII, up to its MAC. {@code docs/on-disk-format.md} defines it. */
public final class LineText {
    private final StringBuilder text = new StringBuilder(512);

    private LineText() {}

    /** The line with a number, without its MAC and its end. */
    public static String of(long number, Instant time, Actor actor, KeyUse use, long unrecorded) {
        LineText line = new LineText();
        line.text.append("{\"seq\":").append(number);
        line.field("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        line.field("host", actor.host());
        line.field("user", actor.user());
        line.number("loginUid", actor.loginUserOrNull());
        line.field("command", actor.command());
        line.number("pid", actor.processId());
        line.field("action", use.action().label());
        line.field("provider", use.providerIdOrNull());
        line.field("key", use.keyIdOrNull());
        line.field(
                "object",
                use.objectIdOrNull() == null ? null : use.objectIdOrNull().hex());
        line.field("path", path(actor, use));
        line.field("outcome", use.outcome().label());
        line.field("reason", use.reasonOrNull());
        line.number("unrecorded", unrecorded == 0 ? null : unrecorded);
        return line.text.toString();
    }

    private static @Nullable String path(Actor actor, KeyUse use) {
        var path = use.pathOrNull() == null ? actor.objectOrNull() : use.pathOrNull();
        return path == null ? null : path.toAbsolutePath().normalize().toString();
    }

    private void number(String name, @Nullable Long value) {
        if (value != null) {
            text.append(",\"").append(name).append("\":").append(value.longValue());
        }
    }

    private void field(String name, @Nullable String value) {
        if (value != null) {
            text.append(",\"").append(name).append("\":\"");
            value.chars().forEach(each -> append((char) each));
            text.append('"');
        }
    }

    /** Nothing in a name can end the line, or look like its end. */
    private void append(char each) {
        if (each == '"' || each == '\\') {
            text.append('\\').append(each);
        } else if (each >= ' ' && each <= '~') {
            text.append(each);
        } else {
            text.append("\\u").append(HexFormat.of().toHexDigits(each));
        }
    }
}
