// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.Fields;

/** A configuration as JSON, version 1. What is not there has its default; what is not known is refused. */
final class AgentConfigJson {
    private static final int VERSION = 1;
    private static final long MOST_MILLIS = 3_600_000;

    private AgentConfigJson() {}

    static AgentConfig read(JsonObject object, Path folder) throws BadJsonException {
        AgentConfig otherwise = AgentConfig.in(folder);
        Fields fields = new Fields("", object);
        if (fields.number("version", 0, Integer.MAX_VALUE, 0) != VERSION) {
            throw fields.refused("version", "is not " + VERSION);
        }
        Path control = fields.text("control").map(text -> Path.of(text)).orElse(otherwise.control());
        List<ListenAddress> listen = new ArrayList<>();
        for (Fields each : fields.objects("listen")) {
            listen.add(address(each));
        }
        Optional<Fields> metrics = fields.object("metrics");
        AgentConfig.Retry retry = retry(fields.object("retry"));
        long deadlineMillis =
                fields.number("lockDeadlineMillis", 1000, MOST_MILLIS, AgentConfig.DEFAULT_LOCK_DEADLINE.toMillis());
        List<AgentDisk> disks = new ArrayList<>();
        for (Fields each : fields.objects("disks")) {
            disks.add(DiskFields.read(each));
        }
        HostSettings host = HostFields.read(fields.object("host"));
        boolean hasListen = object.has("listen");
        fields.requireNoOthers();
        return new AgentConfig(
                control,
                hasListen ? listen : otherwise.listen(),
                metrics.isPresent() ? Optional.of(address(metrics.get())) : Optional.empty(),
                retry,
                Duration.ofMillis(deadlineMillis),
                host,
                disks);
    }

    private static AgentConfig.Retry retry(Optional<Fields> found) throws BadJsonException {
        if (found.isEmpty()) {
            return AgentConfig.Retry.DEFAULT;
        }
        Fields fields = found.get();
        AgentConfig.Retry otherwise = AgentConfig.Retry.DEFAULT;
        long first =
                fields.number("firstMillis", 10, MOST_MILLIS, otherwise.first().toMillis());
        long most =
                fields.number("mostMillis", 10, MOST_MILLIS, otherwise.most().toMillis());
        fields.requireNoOthers();
        return new AgentConfig.Retry(Duration.ofMillis(first), Duration.ofMillis(most));
    }

    private static ListenAddress address(Fields fields) throws BadJsonException {
        Optional<String> unix = fields.text("unix");
        Optional<String> tcp = fields.text("tcp");
        Optional<Fields> tls = fields.object("tls");
        fields.requireNoOthers();
        if (unix.isPresent() == tcp.isPresent()) {
            throw new BadJsonException("an address has either 'unix' or 'tcp'");
        }
        if (unix.isPresent()) {
            if (tls.isPresent()) {
                throw fields.refused("tls", "is for 'tcp' only");
            }
            return new ListenAddress.Unix(Path.of(unix.get()));
        }
        return tcp(fields, tcp.orElseThrow(), tls);
    }

    private static ListenAddress.Tcp tcp(Fields fields, String address, Optional<Fields> tls) throws BadJsonException {
        Optional<ListenAddress.TlsFiles> files = tls.isPresent() ? Optional.of(tls(tls.get())) : Optional.empty();
        try {
            URI uri = new URI("tcp://" + address);
            String host = uri.getHost();
            if (host != null && uri.getPort() >= 0 && uri.getPath().isEmpty() && uri.getUserInfo() == null) {
                String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
                return new ListenAddress.Tcp(bare, uri.getPort(), files);
            }
        } catch (URISyntaxException e) {
            throw fields.refused("tcp", "is not HOST:PORT");
        }
        throw fields.refused("tcp", "is not HOST:PORT");
    }

    private static ListenAddress.TlsFiles tls(Fields fields) throws BadJsonException {
        ListenAddress.TlsFiles files = new ListenAddress.TlsFiles(
                Path.of(fields.requireText("certificate")),
                Path.of(fields.requireText("key")),
                Path.of(fields.requireText("clientAuthority")));
        fields.requireNoOthers();
        return files;
    }

    static JsonObject write(AgentConfig config) {
        JsonObject object = new JsonObject();
        object.addProperty("version", VERSION);
        object.addProperty("control", config.control().toString());
        JsonArray listen = new JsonArray();
        config.listen().forEach(address -> listen.add(write(address)));
        object.add("listen", listen);
        config.metrics().ifPresent(address -> object.add("metrics", write(address)));
        JsonObject retry = new JsonObject();
        retry.addProperty("firstMillis", config.retry().first().toMillis());
        retry.addProperty("mostMillis", config.retry().most().toMillis());
        object.add("retry", retry);
        object.addProperty("lockDeadlineMillis", config.lockDeadline().toMillis());
        if (!config.host().equals(HostSettings.DEFAULT)) {
            object.add("host", HostFields.write(config.host()));
        }
        JsonArray disks = new JsonArray();
        config.disks().forEach(disk -> disks.add(DiskFields.write(disk)));
        object.add("disks", disks);
        return object;
    }

    private static JsonObject write(ListenAddress address) {
        JsonObject object = new JsonObject();
        if (address instanceof ListenAddress.Tcp tcp) {
            object.addProperty("tcp", tcp.toString());
            tcp.tls().ifPresent(files -> {
                JsonObject tls = new JsonObject();
                tls.addProperty("certificate", files.certificate().toString());
                tls.addProperty("key", files.key().toString());
                tls.addProperty("clientAuthority", files.clientAuthority().toString());
                object.add("tls", tls);
            });
        } else {
            object.addProperty("unix", address.toString());
        }
        return object;
    }
}
