// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sectorkeep.engine.LuksFormatException;

/**
 * Reads the JSON object (RFC 8259) of a header. Only what a header can mean is taken: no duplicate names, no comments,
 * nothing behind the object but zero bytes, and so few values and levels that hostile text costs next to nothing.
 */
final class BoundedJson {
    private static final int MAX_LEVELS = 16;
    private static final int MAX_VALUES = 20_000;

    private final Path file;
    private final JsonReader reader;
    private int valueCount;

    private BoundedJson(Path file, String text) {
        this.file = file;
        this.reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MAX_LEVELS);
    }

    /** The object at the start of an area that is filled up with zeroes. */
    static JsonObject read(Path file, byte[] area) throws IOException {
        int end = 0;
        while (end < area.length && area[end] != 0) {
            end++;
        }
        for (int i = end; i < area.length; i++) {
            if (area[i] != 0) {
                throw damaged(file, "found bytes behind the end of the text");
            }
        }
        return new BoundedJson(file, utf8(file, area, end)).whole();
    }

    private static String utf8(Path file, byte[] area, int lengthBytes) throws LuksFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(area, 0, lengthBytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged(file, "the text is not UTF-8");
        }
    }

    private JsonObject whole() throws IOException {
        try {
            if (!(value() instanceof JsonObject object)) {
                throw damaged(file, "expected an object");
            }
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw damaged(file, "found text behind the object");
            }
            return object;
        } catch (MalformedJsonException | EOFException e) {
            throw damaged(file, "the text is not JSON");
        }
    }

    private JsonElement value() throws IOException {
        valueCount++;
        if (valueCount > MAX_VALUES) {
            throw damaged(file, "more than " + MAX_VALUES + " values");
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object();
            case BEGIN_ARRAY -> array();
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> throw damaged(file, "the text is not JSON");
        };
    }

    /** A number too long to mean anything would take long to read, too. */
    private JsonPrimitive number(String digits) throws LuksFormatException {
        if (digits.length() > 20) {
            throw damaged(file, "a number of " + digits.length() + " characters");
        }
        try {
            return new JsonPrimitive(new BigDecimal(digits));
        } catch (NumberFormatException e) {
            throw damaged(file, "a number with an exponent beyond any");
        }
    }

    private JsonObject object() throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw damaged(file, "a name occurs twice");
            }
            object.add(name, value());
        }
        reader.endObject();
        return object;
    }

    private JsonArray array() throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value());
        }
        reader.endArray();
        return array;
    }

    private static LuksFormatException damaged(Path file, String problem) {
        return new LuksFormatException(file, "JSON area", problem);
    }
}
