// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.engine.datastore.Datastore;

/** The volumes of a datastore as an agent serves them. */
final class DatastoreMount {
    private DatastoreMount() {}

    /** Has the agent serve all of them; one that is locked for now is tried again by it. */
    static int mount(Context context, AgentOptions agent, String name, boolean readOnly) throws IOException {
        Datastore datastore = context.datastores().read(name);
        try (AgentTalk talk = agent.talk(context)) {
            for (Datastore.Volume volume : datastore.volumes()) {
                Path descriptor = context.datastores().descriptor(name, volume.number());
                JsonObject request = AgentTalk.serveRequest(descriptor, datastore.exportOf(volume.number()), readOnly);
                request.addProperty("description", "volume " + volume.number() + " of datastore " + name);
                talk.printDisks(talk.call(request));
            }
        }
        return ExitCode.DONE;
    }

    static int unmount(Context context, AgentOptions agent, String name) throws IOException {
        Datastore datastore = context.datastores().read(name);
        try (AgentTalk talk = agent.talk(context)) {
            for (Datastore.Volume volume : datastore.volumes()) {
                JsonObject request = AgentTalk.request("unserve");
                request.addProperty("disk", datastore.exportOf(volume.number()));
                unserve(talk, request);
            }
        }
        context.note("unmounted datastore '" + name + "'");
        return ExitCode.DONE;
    }

    /** One that is not served is what was wanted. */
    private static void unserve(AgentTalk talk, JsonObject request) throws IOException {
        try {
            Object unused = talk.call(request);
        } catch (FaultException e) {
            if (!e.fault().type().equals("unknown-disk")) {
                throw e;
            }
        }
    }
}
