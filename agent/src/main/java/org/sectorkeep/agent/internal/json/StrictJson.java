// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads one JSON object (RFC 8259): no name twice, no comments, nothing behind it, few levels. */
public final class StrictJson {
    private static final int MAX_LEVELS = 8;
    private static final int MAX_NUMBER_CHARACTERS = 20;

    private final JsonReader reader;

    private StrictJson(String text) {
        this.reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MAX_LEVELS);
    }

    /** The object that some bytes of UTF-8 are. */
    public static JsonObject object(ByteBuffer utf8) throws BadJsonException {
        try {
            return object(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
        } catch (CharacterCodingException e) {
            throw new BadJsonException("the text is not UTF-8");
        }
    }

    /** The object that a text is. */
    public static JsonObject object(String text) throws BadJsonException {
        StrictJson json = new StrictJson(text);
        try {
            if (!(json.value() instanceof JsonObject object)) {
                throw new BadJsonException("expected one JSON object");
            }
            if (json.reader.peek() != JsonToken.END_DOCUMENT) {
                throw new BadJsonException("found text behind the JSON object");
            }
            return object;
        } catch (BadJsonException e) {
            throw e;
        } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
            throw new BadJsonException("the text is not one JSON object");
        }
    }

    private JsonElement value() throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> readObject();
            case BEGIN_ARRAY -> readArray();
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> throw new BadJsonException("the text is not one JSON object");
        };
    }

    /** A number too long to mean anything would take long to read, too. */
    private static JsonPrimitive number(String digits) throws BadJsonException {
        if (digits.length() > MAX_NUMBER_CHARACTERS) {
            throw new BadJsonException("a number of " + digits.length() + " characters");
        }
        return new JsonPrimitive(new BigDecimal(digits));
    }

    private JsonObject readObject() throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new BadJsonException("'" + name + "' occurs twice");
            }
            object.add(name, value());
        }
        reader.endObject();
        return object;
    }

    private JsonArray readArray() throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value());
        }
        reader.endArray();
        return array;
    }
}
