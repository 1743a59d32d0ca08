// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.vm.VmInfo;
import org.sectorkeep.engine.vm.VmResult;

/** What is said of a virtual machine, to people and to programs. */
final class VmReport {
    private static final int NAME_COLUMNS = 16;

    private VmReport() {}

    static void print(Context context, String verb, VmResult result) {
        result.warnings().forEach(warning -> context.note("warning: " + warning));
        String keys = result.envelope()
                .map(envelope -> ", provider " + envelope.header().keyId().providerId() + ", key "
                        + envelope.header().keyId().keyId() + ", machine "
                        + envelope.header().diskId())
                .orElse("");
        context.note(verb + " '" + result.vmx() + "' (" + count(result.disks(), "disk") + ", "
                + count(result.files(), "other file") + keys + ")");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    static void print(Terminal terminal, VmInfo info) {
        line(terminal, "machine", info.vmx());
        line(terminal, "encrypted", info.isEncrypted() ? "yes" : "no");
        info.encryption().ifPresent(encryption -> {
            line(terminal, "machine id", encryption.vmId());
            line(terminal, "provider", encryption.providerId());
            line(terminal, "key id", encryption.keyId());
            line(terminal, "DEK id", encryption.dekId() + " (generation " + encryption.dekGeneration() + ")");
            line(terminal, "envelope", "generation " + encryption.envelopeGeneration());
        });
        info.operation().ifPresent(operation -> line(terminal, "unfinished", operation));
        info.disks().forEach(disk -> line(terminal, "disk", disk(disk)));
        info.files().forEach(file -> line(terminal, state(file), "'" + file.path() + "', " + file.role()));
        info.readableSecrets().forEach(key -> line(terminal, "readable", "the secret setting '" + key + "'"));
        info.warnings().forEach(warning -> line(terminal, "warning", warning));
    }

    private static String disk(VmInfo.Disk disk) {
        return "'" + disk.path() + "', " + (disk.isEncrypted() ? "encrypted" : "not encrypted")
                + disk.keyId().map(key -> ", key " + key).orElse("")
                + disk.providerId().map(provider -> " of " + provider).orElse("")
                + disk.diskId().map(id -> ", disk " + id).orElse("")
                + disk.operation()
                        .map(operation -> ", unfinished: " + operation)
                        .orElse("");
    }

    private static String state(VmInfo.OtherFile file) {
        return file.isEncrypted() ? "encrypted" : "readable";
    }

    private static void line(Terminal terminal, String name, Object value) {
        terminal.result((name + ":" + " ".repeat(NAME_COLUMNS)).substring(0, NAME_COLUMNS) + value);
    }

    /** The names are part of the contract. */
    static Map<String, @Nullable Object> fields(VmInfo info) {
        VmInfo.@Nullable Encryption encryption = info.encryption().orElse(null);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("vmx", info.vmx().toString());
        fields.put("encrypted", info.isEncrypted());
        fields.put("vmId", encryption == null ? null : encryption.vmId());
        fields.put("providerId", encryption == null ? null : encryption.providerId());
        fields.put("keyId", encryption == null ? null : encryption.keyId());
        fields.put("dekId", encryption == null ? null : encryption.dekId());
        fields.put("dekGeneration", encryption == null ? null : encryption.dekGeneration());
        fields.put("envelopeGeneration", encryption == null ? null : encryption.envelopeGeneration());
        fields.put("operation", info.operation().orElse(null));
        fields.put("readableSecrets", info.readableSecrets());
        fields.put("devices", info.devices().stream().map(VmReport::fields).toList());
        fields.put("disks", info.disks().stream().map(VmReport::fields).toList());
        fields.put("files", info.files().stream().map(VmReport::fields).toList());
        fields.put("warnings", List.copyOf(info.warnings()));
        return fields;
    }

    private static Map<String, Object> fields(VmInfo.Device device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", device.name());
        fields.put("path", device.path().toString());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(VmInfo.Disk disk) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", disk.path().toString());
        fields.put("encrypted", disk.isEncrypted());
        fields.put("diskId", disk.diskId().orElse(null));
        fields.put("expectedDiskId", disk.expectedDiskId().orElse(null));
        fields.put("providerId", disk.providerId().orElse(null));
        fields.put("keyId", disk.keyId().orElse(null));
        fields.put("operation", disk.operation().orElse(null));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(VmInfo.OtherFile file) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", file.path().toString());
        fields.put("role", file.role());
        fields.put("secret", file.isSecret());
        fields.put("encrypted", file.isEncrypted());
        return fields;
    }
}
