// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.datastore.Datastore;
import org.sectorkeep.engine.datastore.DatastoreChange;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.KeyId;

/** What is said of a datastore, to people and to programs. */
final class DatastoreReport {
    private static final int NAME_COLUMNS = 16;

    private DatastoreReport() {}

    static void done(Context context, String verb, Datastore datastore) {
        context.note(verb + " datastore '" + datastore.name() + "' (" + volumes(datastore)
                + datastore.kek().map(kek -> ", " + key(kek)).orElse("") + ")");
        datastore
                .spare()
                .ifPresent(device -> context.note("its spare device is '" + device
                        + "', which may still hold what was on it, unless it was wiped"));
    }

    static String volumes(Datastore datastore) {
        int count = datastore.volumes().size();
        return count + " volume" + (count == 1 ? "" : "s");
    }

    private static String key(KeyId kek) {
        return "provider " + kek.providerId() + ", key " + kek.keyId();
    }

    static void printAll(Context context, boolean json) throws IOException {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (String name : context.datastores().names()) {
            Datastore datastore = context.datastores().read(name);
            all.add(fields(context, datastore));
            if (!json) {
                String state = datastore.change().isPresent()
                        ? "unfinished: " + datastore.change().get().kind().label()
                        : datastore.kek().map(DatastoreReport::key).orElse("not encrypted");
                context.terminal().result(name + ": " + volumes(datastore) + ", " + state);
            }
        }
        if (json) {
            context.terminal().resultText(Json.text(Map.of("datastores", all)));
        }
    }

    static void print(Context context, Datastore datastore, boolean json) throws IOException {
        if (json) {
            context.terminal().resultText(Json.text(fields(context, datastore)));
            return;
        }
        Terminal terminal = context.terminal();
        line(terminal, "datastore", datastore.name());
        line(terminal, "encrypted", datastore.kek().isPresent() ? "yes" : "no");
        datastore.kek().ifPresent(kek -> line(terminal, "key", key(kek)));
        for (Datastore.Volume volume : datastore.volumes()) {
            line(terminal, "volume " + volume.number(), volume(context, datastore, volume));
        }
        datastore.spare().ifPresent(device -> line(terminal, "spare", "'" + device + "'"));
        datastore.headerCopies().ifPresent(folder -> line(terminal, "header copies", "'" + folder + "'"));
        datastore.change().ifPresent(change -> line(terminal, "unfinished", unfinished(change)));
    }

    private static String unfinished(DatastoreChange change) {
        return change.kind().label()
                + change.encryption()
                        .map(encryption -> ", " + key(encryption.kek()))
                        .orElse("");
    }

    private static void line(Terminal terminal, String name, String value) {
        terminal.result((name + ":" + " ".repeat(NAME_COLUMNS)).substring(0, NAME_COLUMNS) + value);
    }

    private static String volume(Context context, Datastore datastore, Datastore.Volume volume) throws IOException {
        Path descriptor = context.datastores().descriptor(datastore.name(), volume.number());
        if (!Files.exists(descriptor)) {
            return "'" + volume.device() + "', not made yet";
        }
        DeviceVolume found = DeviceVolume.read(descriptor);
        return "'" + found.device() + "', " + Sizes.bytes(found.capacityBytes())
                + found.envelope()
                        .map(header -> ", disk " + header.diskId() + ", DEK " + header.dekId() + ", key "
                                + header.keyId().keyId() + " of "
                                + header.keyId().providerId())
                        .orElse(", not encrypted")
                + found.operation().map(text -> ", unfinished: " + text).orElse("");
    }

    /** The names are part of the contract. */
    private static Map<String, @Nullable Object> fields(Context context, Datastore datastore) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", datastore.name());
        fields.put("encrypted", datastore.kek().isPresent());
        fields.put("providerId", datastore.kek().map(KeyId::providerId).orElse(null));
        fields.put("keyId", datastore.kek().map(KeyId::keyId).orElse(null));
        fields.put(
                "operation",
                datastore.change().map(change -> change.kind().label()).orElse(null));
        List<Map<String, @Nullable Object>> volumes = new ArrayList<>();
        for (Datastore.Volume volume : datastore.volumes()) {
            volumes.add(fields(context, datastore, volume));
        }
        fields.put("volumes", volumes);
        fields.put("spare", datastore.spare().map(Path::toString).orElse(null));
        fields.put("headerCopies", datastore.headerCopies().map(Path::toString).orElse(null));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(Context context, Datastore datastore, Datastore.Volume volume)
            throws IOException {
        Path descriptor = context.datastores().descriptor(datastore.name(), volume.number());
        @Nullable DeviceVolume found = Files.exists(descriptor) ? DeviceVolume.read(descriptor) : null;
        @Nullable
        EnvelopeHeader header = found == null ? null : found.envelope().orElse(null);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("number", volume.number());
        fields.put("export", datastore.exportOf(volume.number()));
        fields.put("path", descriptor.toString());
        fields.put(
                "device",
                found == null ? volume.device().toString() : found.device().toString());
        fields.put("offsetBytes", found == null ? null : found.offsetBytes());
        fields.put("capacityBytes", found == null ? null : found.capacityBytes());
        fields.put("encrypted", found != null && found.isEncrypted());
        fields.put(
                "header",
                header == null || found == null ? null : found.header().toString());
        fields.put(
                "headerCopy",
                found == null || header == null || found.isHeaderAttached()
                        ? null
                        : found.headerCopy().map(Path::toString).orElse(null));
        fields.put("diskId", header == null ? null : header.diskId().hex());
        fields.put("dekId", header == null ? null : header.dekId().hex());
        fields.put("dekGeneration", header == null ? null : header.dekGeneration());
        fields.put("envelopeGeneration", header == null ? null : header.envelopeGeneration());
        fields.put("providerId", header == null ? null : header.keyId().providerId());
        fields.put("keyId", header == null ? null : header.keyId().keyId());
        fields.put("operation", found == null ? null : found.operation().orElse(null));
        return fields;
    }
}
