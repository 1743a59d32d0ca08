// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.KeyId;

/** The description of a datastore as a file, which {@code docs/on-disk-format.md} defines. It is replaced as a whole. */
final class DatastoreFile {
    private static final int VERSION = 1;
    private static final int MAX_BYTES = 4 << 20;
    private static final TypeAdapter<JsonElement> JSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create().getAdapter(JsonElement.class);
    private static final Gson WRITER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private DatastoreFile() {}

    static Datastore read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        try {
            return datastore(
                    JSON.fromJson(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject());
        } catch (IOException | JsonParseException | IllegalArgumentException | IllegalStateException e) {
            DatastoreRefusedException damaged =
                    new DatastoreRefusedException("'" + file + "' does not describe a datastore: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    static void write(Path file, Datastore datastore) throws IOException {
        WholeFile.write(file, WRITER.toJson(object(datastore)) + "\n");
    }

    private static Datastore datastore(JsonObject object) {
        if (number(object, "version") != VERSION) {
            throw new IllegalArgumentException("its version is not " + VERSION);
        }
        List<Datastore.Volume> volumes = new ArrayList<>();
        for (JsonElement each : array(object, "volumes")) {
            JsonObject volume = each.getAsJsonObject();
            volumes.add(new Datastore.Volume(number(volume, "number"), Path.of(text(volume, "device"))));
        }
        return new Datastore(
                text(object, "name"),
                key(object),
                volumes,
                optional(object, "spare", Path::of),
                optional(object, "headerCopies", Path::of),
                object.has("change") ? Optional.of(change(object.getAsJsonObject("change"))) : Optional.empty());
    }

    private static DatastoreChange change(JsonObject object) {
        Set<DekId> former = new HashSet<>();
        array(object, "formerDekIds").forEach(each -> former.add(new DekId(each.getAsString())));
        return new DatastoreChange(
                DatastoreChange.Kind.valueOf(constant(text(object, "kind"))),
                DatastoreChange.Way.valueOf(constant(text(object, "way"))),
                key(object).map(kek -> encryption(kek, object)),
                former,
                DatastoreChange.Leftovers.valueOf(constant(text(object, "leftovers"))),
                optional(object, "wiping", Path::of));
    }

    private static DeviceVolume.Encryption encryption(KeyId kek, JsonObject object) {
        return new DeviceVolume.Encryption(
                kek,
                XtsCipher.valueOf(constant(text(object, "cipher"))),
                DataUnit.ofBytes(number(object, "dataUnitBytes")));
    }

    private static Optional<KeyId> key(JsonObject object) {
        return optional(object, "keyId", id -> new KeyId(text(object, "providerId"), id));
    }

    private static String constant(String label) {
        return label.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(JsonObject object, String name) {
        return primitive(object, name).getAsString();
    }

    private static int number(JsonObject object, String name) {
        return primitive(object, name).getAsInt();
    }

    private static JsonPrimitive primitive(JsonObject object, String name) {
        if (object.get(name) instanceof JsonPrimitive found) {
            return found;
        }
        throw new IllegalArgumentException("'" + name + "' is missing");
    }

    private static JsonArray array(JsonObject object, String name) {
        if (object.get(name) instanceof JsonArray found) {
            return found;
        }
        throw new IllegalArgumentException("'" + name + "' is no list");
    }

    private static <T> Optional<T> optional(JsonObject object, String name, Function<String, T> as) {
        @Nullable JsonElement found = object.get(name);
        return found == null ? Optional.empty() : Optional.of(as.apply(found.getAsString()));
    }

    private static JsonObject object(Datastore datastore) {
        JsonObject object = new JsonObject();
        object.addProperty("version", VERSION);
        object.addProperty("name", datastore.name());
        datastore.kek().ifPresent(kek -> add(object, kek));
        JsonArray volumes = new JsonArray();
        for (Datastore.Volume each : datastore.volumes()) {
            JsonObject volume = new JsonObject();
            volume.addProperty("number", each.number());
            volume.addProperty("device", each.device().toString());
            volumes.add(volume);
        }
        object.add("volumes", volumes);
        datastore.spare().ifPresent(device -> object.addProperty("spare", device.toString()));
        datastore.headerCopies().ifPresent(folder -> object.addProperty("headerCopies", folder.toString()));
        datastore.change().ifPresent(change -> object.add("change", object(change)));
        return object;
    }

    private static JsonObject object(DatastoreChange change) {
        JsonObject object = new JsonObject();
        object.addProperty("kind", change.kind().label());
        object.addProperty("way", label(change.way()));
        change.encryption().ifPresent(encryption -> {
            add(object, encryption.kek());
            object.addProperty("cipher", label(encryption.cipher()));
            object.addProperty("dataUnitBytes", encryption.unit().bytes());
        });
        JsonArray former = new JsonArray();
        Set<String> ids = new TreeSet<>();
        change.formerDeks().forEach(dek -> ids.add(dek.hex()));
        ids.forEach(former::add);
        object.add("formerDekIds", former);
        object.addProperty("leftovers", label(change.leftovers()));
        change.wiping().ifPresent(device -> object.addProperty("wiping", device.toString()));
        return object;
    }

    private static void add(JsonObject object, KeyId kek) {
        object.addProperty("providerId", kek.providerId());
        object.addProperty("keyId", kek.keyId());
    }
}
