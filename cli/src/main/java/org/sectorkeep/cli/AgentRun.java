// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.Agent;
import org.sectorkeep.agent.AgentConfigFile;
import org.sectorkeep.agent.AgentKeys;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KeyServerListener;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUseListener;
import org.sectorkeep.keys.PassphraseSource;

/** The agent as a process: it runs until it is told to stop, over its socket or by a signal, and then ends in order. */
final class AgentRun {
    private AgentRun() {}

    static int run(Context context, @Nullable Path config, @Nullable Path socket, @Nullable Path passphrases)
            throws IOException {
        Path home = context.home();
        Files.createDirectories(
                home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        AgentConfigFile file = AgentTalk.configFile(context, config);
        Path control = socket != null ? socket.toAbsolutePath() : file.config().control();
        Agent agent = Agent.start(
                file, control, new Keys(context, passphrases), AgentRun::words, line -> context.note("agent: " + line));
        Thread onSignal = new Thread(() -> endBySignal(context, agent), "stop-agent");
        Runtime.getRuntime().addShutdownHook(onSignal);
        AuditHeadKeeper.begin(context);
        context.reportEngine();
        context.note("agent: ready, control socket '" + control + "'");
        SystemdReady.tell(context);
        try {
            agent.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        agent.close(); // by a signal: waits until that is done
        context.note("agent: stopped");
        return ExitCode.DONE;
    }

    /** A second signal waits for this like everything else. */
    private static void endBySignal(Context context, Agent agent) {
        int exitCode = ExitCode.DONE;
        try {
            agent.close();
        } catch (IOException e) {
            context.terminal().error(Failure.message(e), null);
            exitCode = Failure.of(e).exitCode();
        }
        context.finish(exitCode);
        context.note("agent: stopped");
        Runtime.getRuntime().halt(exitCode);
    }

    private static Fault words(Exception failure) {
        Failure words = Failure.of(failure);
        return new Fault("", words.message(), words.hint(), words.exitCode());
    }

    /** The providers of this installation; nobody is asked for a passphrase. */
    private record Keys(Context context, KeyProviders providers, PassphraseSource passphrases) implements AgentKeys {
        Keys(Context context, @Nullable Path passphrases) throws IOException {
            this(
                    context,
                    context.providers(),
                    passphrases == null
                            ? PassphraseSource.none()
                            : purpose -> Passphrases.toOpen(KeyOptions.of(passphrases, null), purpose));
        }

        @Override
        public KeyProvider open(String providerId, KeyServerListener listener) throws KeyUnavailableException {
            return providers.open(
                    providerId, passphrases, warning -> context.note("agent: warning: " + warning), listener);
        }

        @Override
        public KeyUseListener listener() {
            return context.accounting().listener();
        }

        @Override
        public String defaultProvider() throws IOException {
            return providers.defaultOrCreateLocal().provider().name();
        }
    }
}
