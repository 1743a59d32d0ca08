// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of an object, each asked for once by its type; {@link #requireNoOthers} then refuses what nobody asked for. */
public final class Fields {
    private final String where;
    private final JsonObject object;
    private final Set<String> asked = new HashSet<>();

    /** Fields of an object; {@code where} is put before the name of a culprit. */
    public Fields(String where, JsonObject object) {
        this.where = where;
        this.object = object;
    }

    private @Nullable JsonElement find(String name) {
        asked.add(name);
        JsonElement element = object.get(name);
        return element == null || element.isJsonNull() ? null : element;
    }

    public Optional<String> text(String name) throws BadJsonException {
        JsonElement found = find(name);
        if (found == null) {
            return Optional.empty();
        }
        if (found instanceof JsonPrimitive text && text.isString()) {
            return Optional.of(text.getAsString());
        }
        throw wrong(name, "a text");
    }

    public String requireText(String name) throws BadJsonException {
        return text(name).orElseThrow(() -> missing(name));
    }

    public boolean flag(String name) throws BadJsonException {
        JsonElement found = find(name);
        if (found == null) {
            return false;
        }
        if (found instanceof JsonPrimitive flag && flag.isBoolean()) {
            return flag.getAsBoolean();
        }
        throw wrong(name, "true or false");
    }

    /** A whole number in a range; {@code otherwise} if it is not there. */
    public long number(String name, long least, long most, long otherwise) throws BadJsonException {
        JsonElement found = find(name);
        if (found == null) {
            return otherwise;
        }
        String range = "a whole number from " + least + " to " + most;
        if (!(found instanceof JsonPrimitive number) || !number.isNumber()) {
            throw wrong(name, range);
        }
        try {
            BigDecimal value = number.getAsBigDecimal();
            if (value.precision() - value.scale() <= 19) { // within a long, so that 1e999999999 costs nothing
                long whole = value.longValueExact();
                if (whole >= least && whole <= most) {
                    return whole;
                }
            }
        } catch (ArithmeticException e) {
            throw wrong(name, range);
        }
        throw wrong(name, range);
    }

    public Optional<Fields> object(String name) throws BadJsonException {
        JsonElement found = find(name);
        if (found == null) {
            return Optional.empty();
        }
        if (found instanceof JsonObject inner) {
            return Optional.of(new Fields(path(name), inner));
        }
        throw wrong(name, "an object");
    }

    /** The objects of an array; none if it is not there. */
    public List<Fields> objects(String name) throws BadJsonException {
        JsonElement found = find(name);
        List<Fields> all = new ArrayList<>();
        if (found == null) {
            return all;
        }
        if (!(found instanceof JsonArray array)) {
            throw wrong(name, "an array of objects");
        }
        for (JsonElement element : array) {
            if (!(element instanceof JsonObject inner)) {
                throw wrong(name, "an array of objects");
            }
            all.add(new Fields(path(name) + "[" + all.size() + "]", inner));
        }
        return all;
    }

    /** Lets a field be there whatever it is. */
    public void ignore(String name) {
        asked.add(name);
    }

    public void requireNoOthers() throws BadJsonException {
        for (String name : object.keySet()) {
            if (!asked.contains(name)) {
                throw new BadJsonException("unknown key '" + path(name) + "'");
            }
        }
    }

    /** A value that is of the right type and means nothing. */
    public BadJsonException refused(String name, String problem) {
        return new BadJsonException("'" + path(name) + "' " + problem);
    }

    private BadJsonException wrong(String name, String expected) {
        return new BadJsonException("'" + path(name) + "' is not " + expected);
    }

    private BadJsonException missing(String name) {
        return new BadJsonException("'" + path(name) + "' is missing");
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
