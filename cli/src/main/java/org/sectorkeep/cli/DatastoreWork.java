// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.engine.Evacuator;
import org.sectorkeep.engine.datastore.Datastore;
import org.sectorkeep.engine.datastore.DatastoreEncryption;
import org.sectorkeep.engine.datastore.LocalVolumeWork;
import org.sectorkeep.engine.datastore.VolumeWork;

/** Operations on one datastore, by this process or, where it serves the datastore, by the agent. */
final class DatastoreWork implements AutoCloseable {
    private final Context context;
    private final DatastoreEncryption encryption;
    private final @Nullable AgentTalk talk;

    private DatastoreWork(Context context, KeyRing ring, VolumeWork work, @Nullable AgentTalk talk) {
        this.context = context;
        this.encryption = new DatastoreEncryption(context.datastores(), ring.keys(), work, Evacuator.COPY);
        this.talk = talk;
    }

    static DatastoreWork local(Context context, KeyRing ring) {
        return new DatastoreWork(context, ring, new LocalVolumeWork(ring.keys()), null);
    }

    static DatastoreWork of(Context context, KeyRing ring, AgentOptions agent, String name) throws IOException {
        Datastore datastore = context.datastores().read(name);
        Optional<AgentTalk> talk = agent.talkIfAny(context);
        if (talk.isEmpty()) {
            return local(context, ring);
        }
        try {
            AgentVolumeWork served = AgentVolumeWork.of(talk.get());
            long count = datastore.volumes().stream()
                    .filter(volume -> served.serves(context.datastores().descriptor(name, volume.number())))
                    .count();
            if (count > 0 && count < datastore.volumes().size()) {
                throw new FaultException(new Fault(
                        "partly-served",
                        "the agent serves " + count + " of the "
                                + datastore.volumes().size() + " volumes of datastore '" + name + "'",
                        "mount all of it, or unmount it",
                        ExitCode.REFUSED));
            }
            if (count > 0) {
                return new DatastoreWork(context, ring, served, talk.get());
            }
        } catch (IOException | RuntimeException e) {
            talk.get().close();
            throw e;
        }
        talk.get().close();
        return local(context, ring);
    }

    /** Something that is over at once. */
    interface Quick {
        Datastore run(DatastoreEncryption encryption) throws IOException;
    }

    /** Something that takes its time. */
    interface Lengthy {
        Datastore run(DatastoreEncryption encryption, ProgressMeter meter) throws IOException;
    }

    Datastore run(Quick action) throws IOException {
        return action.run(encryption);
    }

    Datastore run(Lengthy action) throws IOException {
        Datastore done = CopyRun.run(context, meter -> action.run(encryption, meter));
        context.reportEngine();
        return done;
    }

    void forget(String name) throws IOException {
        encryption.forget(name);
    }

    /** Refuses devices that are not those that a datastore has, or had before they were moved. */
    static void requireDevices(Datastore datastore, List<Path> devices) throws IOException {
        if (datastore.change().isPresent()) {
            return;
        }
        List<Path> real = new ArrayList<>();
        for (Path device : devices) {
            real.add(device.toRealPath());
        }
        List<Path> present =
                datastore.volumes().stream().map(Datastore.Volume::device).toList();
        if (!present.equals(real)) {
            throw new FaultException(new Fault(
                    "name-taken",
                    "there is a datastore '" + datastore.name() + "' already, of other devices",
                    "choose another name; sectorkeep datastore status shows its devices",
                    ExitCode.REFUSED));
        }
    }

    @Override
    public void close() throws IOException {
        if (talk != null) {
            talk.close();
        }
    }
}
