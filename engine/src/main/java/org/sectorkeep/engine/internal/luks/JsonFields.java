// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.LuksFormatException;

/** The fields of one object of a header's JSON, each of the type it must have, or refused by its name. */
final class JsonFields {
    /** Of 18 digits, which a {@code long} always holds. */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,17}");

    private static final Pattern SMALL_NUMBER = Pattern.compile("0|[1-9][0-9]{0,4}");

    private final Path file;
    private final String where;
    private final JsonObject object;

    private JsonFields(Path file, String where, JsonObject object) {
        this.file = file;
        this.where = where;
        this.object = object;
    }

    static JsonFields root(Path file, JsonObject object) {
        return new JsonFields(file, "", object);
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonFields object(String name) throws LuksFormatException {
        if (object.get(name) instanceof JsonObject found) {
            return new JsonFields(file, where + name + ".", found);
        }
        throw damaged(name, "expected an object");
    }

    /** The objects of an object whose names are numbers, by number. */
    Map<Integer, JsonFields> numbered(String name) throws LuksFormatException {
        JsonFields parent = object(name);
        Map<Integer, JsonFields> children = new TreeMap<>();
        for (String each : parent.object.keySet()) {
            if (!SMALL_NUMBER.matcher(each).matches()) {
                throw damaged(name, "expected numbers as names");
            }
            children.put(Integer.valueOf(each), parent.object(each));
        }
        return children;
    }

    String text(String name) throws LuksFormatException {
        return primitiveText(name, object.get(name));
    }

    List<String> texts(String name) throws LuksFormatException {
        JsonElement found = object.get(name);
        if (found == null || !found.isJsonArray()) {
            throw damaged(name, "expected an array");
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement each : found.getAsJsonArray()) {
            texts.add(primitiveText(name, each));
        }
        return texts;
    }

    /** A number in a text, as 64-bit numbers are written; at most 10^18 - 1. */
    long decimal(String name) throws LuksFormatException {
        String text = text(name);
        if (!DECIMAL.matcher(text).matches()) {
            throw damaged(name, "expected a number of at most 18 digits");
        }
        return Long.parseLong(text);
    }

    /** A number that is one. */
    int number(String name, int least, int most) throws LuksFormatException {
        JsonElement found = object.get(name);
        if (!(found instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
            throw damaged(name, "expected a number");
        }
        try {
            int value = primitive.getAsBigDecimal().intValueExact();
            if (value >= least && value <= most) {
                return value;
            }
        } catch (ArithmeticException e) {
            // Out of range as well: refused below.
        }
        throw damaged(name, "expected " + least + " to " + most + ", found " + primitive.getAsString());
    }

    Octets base64(String name, int leastBytes, int mostBytes) throws LuksFormatException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw damaged(name, "expected base64");
        }
        if (bytes.length < leastBytes || bytes.length > mostBytes) {
            throw damaged(name, "expected " + leastBytes + " to " + mostBytes + " bytes, found " + bytes.length);
        }
        return Octets.of(bytes);
    }

    LuksFormatException damaged(String name, String problem) {
        return new LuksFormatException(file, where + name, problem);
    }

    private String primitiveText(String name, @Nullable JsonElement found) throws LuksFormatException {
        if (found instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw damaged(name, "expected a text");
    }
}
