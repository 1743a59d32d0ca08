// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.Fields;
import org.sectorkeep.keys.DiskId;

/** A disk to be served, as the configuration and the control protocol write it. */
final class DiskFields {
    private DiskFields() {}

    /** Reads all fields of a disk; those of a request are asked for before. */
    static AgentDisk read(Fields fields) throws BadJsonException {
        String text = fields.requireText("path");
        Optional<String> export = fields.text("export");
        Optional<String> description = fields.text("description");
        AgentDisk.Access access = fields.flag("readOnly") ? AgentDisk.Access.READ_ONLY : AgentDisk.Access.READ_WRITE;
        Optional<String> diskId = fields.text("diskId");
        fields.requireNoOthers();
        try {
            Path path = Path.of(text).normalize();
            return new AgentDisk(
                    path,
                    export.orElseGet(() -> AgentDisk.exportOf(path)),
                    description.orElse(""),
                    access,
                    diskId.map(DiskId::new));
        } catch (InvalidPathException e) {
            throw fields.refused("path", "is no path");
        } catch (IllegalArgumentException e) {
            throw new BadJsonException(String.valueOf(e.getMessage()));
        }
    }

    static JsonObject write(AgentDisk disk) {
        JsonObject object = new JsonObject();
        object.addProperty("path", disk.path().toString());
        object.addProperty("export", disk.export());
        object.addProperty("description", disk.description());
        object.addProperty("readOnly", disk.access() == AgentDisk.Access.READ_ONLY);
        disk.expected().ifPresent(id -> object.addProperty("diskId", id.hex()));
        return object;
    }
}
