// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.engine.LuksInfo;
import org.sectorkeep.engine.UnfinishedOperation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code info DISK}: what a disk is; needs no key. */
@Command(
        name = "info",
        description = "Says what a disk is, whether it is encrypted, and under which key. Needs no key.")
final class InfoCommand implements Callable<Integer> {
    private static final int NAME_COLUMNS = 16;

    private final Context context;

    @Parameters(paramLabel = "DISK", description = "a VMDK descriptor, a sparse VMDK, a raw image or a LUKS file")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    InfoCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        DiskInfo info = DiskInfo.read(disk);
        if (json) {
            context.terminal().resultText(Json.text(fields(info)));
        } else {
            print(info);
        }
        return ExitCode.DONE;
    }

    /** The names are part of the contract. */
    private static Map<String, @Nullable Object> fields(DiskInfo info) {
        DiskInfo.@Nullable Encryption encryption = info.encryption().orElse(null);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", info.path().toString());
        fields.put("createType", info.createType());
        fields.put("capacityBytes", info.capacityBytes());
        fields.put("encrypted", info.isEncrypted());
        fields.put("cipher", cipher(info));
        fields.put("dataUnitBytes", dataUnitBytes(info));
        fields.put("suite", encryption == null ? null : encryption.suite());
        fields.put("providerId", encryption == null ? null : encryption.providerId());
        fields.put("keyId", encryption == null ? null : encryption.keyId());
        fields.put("diskId", encryption == null ? null : encryption.diskId());
        fields.put("dekId", encryption == null ? null : encryption.dekId());
        fields.put("dekGeneration", encryption == null ? null : encryption.dekGeneration());
        fields.put("envelopeGeneration", encryption == null ? null : encryption.envelopeGeneration());
        fields.put("foreignWrites", info.foreignWrites());
        fields.put("operation", info.operation().map(InfoCommand::fields).orElse(null));
        fields.put("parent", info.parent().orElse(null));
        if (!info.damage().isEmpty()) {
            fields.put("damage", info.damage());
        }
        info.luks().ifPresent(luks -> fields.put("luks", fields(luks)));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(UnfinishedOperation operation) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", operation.name());
        fields.put("resilience", operation.resilience().orElse(null));
        fields.put("doneBytes", orNull(operation.doneBytes()));
        fields.put("totalBytes", orNull(operation.totalBytes()));
        return fields;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Map<String, Object> fields(LuksInfo luks) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("uuid", luks.uuid());
        fields.put("payloadOffsetBytes", luks.payloadOffsetBytes());
        fields.put("keySlots", luks.keySlots());
        fields.put("remarks", luks.remarks());
        return fields;
    }

    /** An envelope says more than a LUKS header; a foreign LUKS file has none. */
    private static @Nullable String cipher(DiskInfo info) {
        return info.encryption()
                .map(DiskInfo.Encryption::cipher)
                .or(() -> info.luks().map(LuksInfo::cipher))
                .orElse(null);
    }

    private static @Nullable Integer dataUnitBytes(DiskInfo info) {
        return info.encryption()
                .map(DiskInfo.Encryption::dataUnitBytes)
                .or(() -> info.luks().map(LuksInfo::dataUnitBytes))
                .orElse(null);
    }

    private void print(DiskInfo info) {
        line("path", info.path());
        line("createType", info.createType());
        line("capacity", Sizes.bytes(info.capacityBytes()) + " (" + info.capacityBytes() + " bytes)");
        info.parent().ifPresent(parent -> line("parent", parent));
        line("encrypted", info.isEncrypted() ? "yes" : "no");
        if (info.isEncrypted() && cipher(info) != null) {
            line("cipher", cipher(info) + ", data unit " + dataUnitBytes(info) + " bytes");
        }
        info.encryption().ifPresent(this::print);
        info.luks().ifPresent(this::print);
        info.operation().ifPresent(operation -> line("unfinished", operation.text()));
        info.damage().forEach(damage -> line("damaged", damage));
        if (info.foreignWrites()) {
            line("foreign writes", "yes: a program that does not know the encryption wrote to it; it opens read-only");
        }
    }

    private void print(DiskInfo.Encryption encryption) {
        line("provider", encryption.providerId());
        line("key id", encryption.keyId());
        line("disk id", encryption.diskId());
        line("DEK id", encryption.dekId() + " (generation " + encryption.dekGeneration() + ")");
        line("envelope", "suite " + encryption.suite() + ", generation " + encryption.envelopeGeneration());
    }

    private void print(LuksInfo luks) {
        line("uuid", luks.uuid());
        line(
                "payload",
                luks.payloadOffsetBytes() == 0 ? "in another file" : "from byte " + luks.payloadOffsetBytes() + " on");
        luks.keySlots().forEach(slot -> line("key slot", slot));
        luks.remarks().forEach(remark -> line("remark", remark));
    }

    private void line(String name, Object value) {
        context.terminal().result((name + ":" + " ".repeat(NAME_COLUMNS)).substring(0, NAME_COLUMNS) + value);
    }
}
