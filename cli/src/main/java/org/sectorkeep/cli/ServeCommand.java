// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.DiskDevice;
import org.sectorkeep.engine.BlockDevice;
import org.sectorkeep.engine.BlockDevices;
import org.sectorkeep.engine.EncryptedDisk;
import org.sectorkeep.nbd.NbdExport;
import org.sectorkeep.nbd.NbdExports;
import org.sectorkeep.nbd.NbdLimits;
import org.sectorkeep.nbd.NbdServer;
import org.sectorkeep.nbd.NbdTls;
import org.sectorkeep.vmdk.VirtualDisk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serve DISK…}: disks in the clear, for NBD clients, until it is told to stop. */
@Command(
        name = "serve",
        description = "Serves disks in the clear over NBD, in the foreground, until SIGTERM or SIGINT.")
final class ServeCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK", arity = "1..*", description = "a disk, encrypted or not, or a LUKS file")
    @SuppressWarnings("NullAway.Init")
    private List<Path> disks;

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Option(names = "--read-only", description = "refuse writes; others may read the disk meanwhile")
    private boolean readOnly;

    @Option(
            names = "--export-name",
            paramLabel = "NAME",
            description = "the name of the export (default: the file's; the first disk is the default export, too)")
    private @Nullable String exportName;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    @Mixin
    private final LuksOptions luksOptions = new LuksOptions();

    ServeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (exportName != null && disks.size() > 1) {
            throw new UsageException("--export-name is for one disk", "leave it out: each has the name of its file");
        }
        return options.isForAgent() ? serveByAgent() : serveHere();
    }

    private int serveByAgent() throws IOException {
        try (AgentTalk talk = AgentTalk.open(context, null, null)) {
            for (Path disk : disks) {
                talk.printDisks(talk.call(AgentTalk.serveRequest(disk, exportName, readOnly)));
            }
        }
        return ExitCode.DONE;
    }

    private int serveHere() throws IOException {
        NbdTls tls = options.tls();
        context.prepareForKeys();
        CountDownLatch stop = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        // The process ends with the exit code of this command, which halts it when all is forced and closed.
        Thread onSignal = new Thread(() -> stopAndJoin(stop, caller), "stop-serving");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try (LuksSession session = luksOptions.open(context, keyOptions);
                OpenDisks open = new OpenDisks()) {
            NbdExports exports = new NbdExports();
            for (Path disk : disks) {
                BlockDevice device = open(session, disk);
                open.devices.add(device);
                add(exports, disk, device);
            }
            context.reportEngine();
            serve(exports, tls, stop);
        } finally {
            remove(onSignal);
        }
        return ExitCode.DONE;
    }

    private void serve(NbdExports exports, NbdTls tls, CountDownLatch stop) throws IOException {
        try (NbdServer server = NbdServer.start(exports, tls, NbdLimits.usual())) {
            String address = options.listen(server, tls);
            for (NbdExport export : exports.all()) {
                context.terminal().result("serving " + String.format(address, export.name()));
            }
            context.terminal().flush();
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BlockDevice open(LuksSession session, Path disk) throws IOException {
        if (!luksOptions.isLuks(disk)) {
            return openDisk(session, disk);
        }
        if (!readOnly) {
            throw new UsageException("'" + disk + "' is a LUKS file, which is only read", "add --read-only");
        }
        return session.conversion().open(disk);
    }

    /** A disk with damage that can be got round is opened for reading only, and one with foreign writes is read-only. */
    private BlockDevice openDisk(LuksSession session, Path disk) throws IOException {
        if (readOnly) {
            DamageReport.print(context, disk);
        }
        VirtualDisk.Access access = readOnly ? VirtualDisk.Access.READ_ONLY : VirtualDisk.Access.READ_WRITE;
        BlockDevice device = BlockDevices.open(disk, access, session.ring().keys());
        if (device instanceof EncryptedDisk encrypted && encrypted.hasForeignWrites()) {
            context.note("warning: a program that does not know the encryption wrote to '" + disk
                    + "': it is served read-only, and parts may be garbage");
        }
        return device;
    }

    private void add(NbdExports exports, Path disk, BlockDevice device) throws UsageException {
        String name = exportName == null ? String.valueOf(disk.getFileName()) : exportName;
        try {
            exports.add(new NbdExport(name, "", new DiskDevice(device)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), "serve it by a process of its own");
        }
    }

    private static void remove(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook waits for this thread, which ends it.
        }
    }

    private static void stopAndJoin(CountDownLatch stop, Thread caller) {
        stop.countDown();
        try {
            caller.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All are closed, whatever fails; the first failure is the one that is told. */
    private static final class OpenDisks implements Closeable {
        private final List<BlockDevice> devices = new ArrayList<>();

        @Override
        public void close() throws IOException {
            IOException failure = null;
            for (BlockDevice device : devices) {
                try {
                    device.close();
                } catch (IOException e) {
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
