// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** {@code serve} as a process, and clients of other makers. */
class ServeCommandTest {
    private static final int DISK_BYTES = 6 << 20;

    @TempDir
    Path folder;

    private Tool tool;
    private Path plain;
    private Path socket;

    @BeforeEach
    void makePlainDisk() throws IOException {
        tool = new Tool(folder);
        byte[] content = new byte[DISK_BYTES];
        new Random(7).nextBytes(content);
        Arrays.fill(content, 1 << 20, 3 << 20, (byte) 0);
        plain = Files.write(tool.path("plain.raw"), content);
        socket = Files.createTempDirectory("serve").resolve("s");
    }

    @Tag("peer")
    @Test
    void disksOfEachFormatAreServedAlikeAndWrittenWhenTheServerWasTold() throws Exception {
        Peers.requireProgram("nbdcopy");
        tool.succeed("encrypt", "@plain.raw", "-o", "@sparse.vmdk", "--format", "monolithicSparse");
        tool.succeed("encrypt", "@plain.raw", "-o", "@flat.vmdk", "--format", "twoGbMaxExtentFlat");
        tool.succeed("decrypt", "@flat.vmdk", "-o", "@split.vmdk", "--format", "twoGbMaxExtentSparse");
        byte[] changed = new byte[DISK_BYTES];
        new Random(8).nextBytes(changed);
        Path other = Files.write(tool.path("other.raw"), changed);
        String[] names = {"sparse.vmdk", "flat.vmdk", "split.vmdk"};
        try (Served served = serve("--socket", socket.toString(), "@sparse.vmdk", "@flat.vmdk", "@split.vmdk")) {
            for (String name : names) {
                String uri = "nbd+unix:///" + name + "?socket=" + socket;
                assertThat(Peers.output("qemu-img", "compare", "-f", "raw", "-F", "raw", plain.toString(), uri))
                        .contains("identical");
                Peers.output("nbdcopy", "--flush", other.toString(), uri);
            }
            assertThat(served.stop()).isZero();
        }
        assertThat(socket).doesNotExist();
        for (String name : names) {
            if (!name.equals("split.vmdk")) {
                tool.succeed("check", "@" + name);
                tool.succeed("decrypt", "@" + name, "-o", "@back-" + name + ".raw", "--format", "raw");
                assertThat(tool.path("back-" + name + ".raw")).hasSameBinaryContentAs(other);
            }
        }
    }

    @Tag("peer")
    @Test
    void holesOfASnapshotChainShowInTheMap() throws Exception {
        Peers.requireProgram("nbdinfo");
        tool.succeed("encrypt", "@plain.raw", "-o", "@base.vmdk", "--format", "monolithicSparse");
        tool.succeed("snapshot", "create", "@base.vmdk", "-o", "@child.vmdk");
        try (Served served = serve("--socket", socket.toString(), "--export-name", "web", "@child.vmdk")) {
            String uri = "nbd+unix:///web?socket=" + socket;
            Peers.output("qemu-io", "-f", "raw", "-c", "write -P 9 2M 64k", uri);
            assertThat(Peers.output("nbdinfo", "--map", uri))
                    .containsPattern("1048576 +1048576 +3")
                    .containsPattern("2097152 +65536 +0")
                    .containsPattern("2162688 +983040 +3");
            assertThat(served.stop()).isZero();
        }
    }

    @Tag("peer")
    @Test
    void holesOfAPlainFlatFileShowUntilTheyAreWritten() throws Exception {
        Peers.requireProgram("nbdinfo");
        Peers.requireProgram("qemu-io");
        Path holey = folder.resolve("holey.raw");
        try (FileChannel file = FileChannel.open(holey, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), (4 << 20) - 1);
            file.write(ByteBuffer.allocate(65_536), 1 << 20);
        }
        try (Served served = serve("--socket", socket.toString(), "--export-name", "web", "@holey.raw")) {
            String uri = served.uri();
            assertThat(Peers.output("nbdinfo", "--map", uri))
                    .containsPattern("\\b0 +1048576 +3")
                    .containsPattern("1048576 +65536 +0")
                    .containsPattern("1114112 +[0-9]+ +3");
            Peers.output("qemu-io", "-f", "raw", "-c", "write -P 5 2M 64k", uri);
            assertThat(Peers.output("nbdinfo", "--map", uri)).containsPattern("2097152 +65536 +0");
            assertThat(served.stop()).isZero();
        }
    }

    @Tag("peer")
    @Test
    void aReadOnlyDiskIsServedOverTcpToAnyNumberOfServersAndTakesNoWrite() throws Exception {
        Peers.requireProgram("nbdinfo");
        try (Served first = serve("--listen", "127.0.0.1:0", "--read-only", "@plain.raw");
                Served second = serve("--listen", "localhost:0", "--read-only", "@plain.raw")) {
            assertThat(Peers.output("nbdinfo", "--size", first.uri())).isEqualToIgnoringWhitespace("" + DISK_BYTES);
            assertThat(Peers.output("nbdinfo", second.uri())).contains("is_read_only: true");
            assertThat(first.stop()).isZero();
        }
    }

    @Tag("peer")
    @Test
    void whatFioWritesAtRandomItReadsBack() throws Exception {
        Peers.requireProgram("fio");
        tool.succeed("encrypt", "@plain.raw", "-o", "@web.vmdk", "--format", "monolithicSparse");
        try (Served served = serve("--socket", socket.toString(), "@web.vmdk")) {
            String[] options = {"--ioengine=nbd", "--iodepth=16", "--bsrange=512-64k", "--verify=crc32c", "--rw=randrw"
            };
            Peers.output(Stream.concat(
                            Stream.of(
                                    "fio",
                                    "--name=v",
                                    "--verify_state_save=0",
                                    "--output-format=json",
                                    "--size=" + DISK_BYTES),
                            Stream.concat(Arrays.stream(options), Stream.of("--uri=nbd+unix:///?socket=" + socket)))
                    .toArray(String[]::new));
            assertThat(served.stop()).isZero();
        }
        tool.succeed("check", "@web.vmdk");
    }

    @Tag("peer")
    @Test
    void aFlushOnOneConnectionCoversWhatAnotherWroteAndSurvivesAKill() throws Exception {
        Peers.requirePythonModule("nbd");
        Files.write(plain, new byte[DISK_BYTES]);
        tool.succeed("encrypt", "@plain.raw", "-o", "@web.vmdk", "--format", "monolithicSparse");
        String script = """
                import nbd, sys
                a, b = nbd.NBD(), nbd.NBD()
                a.connect_uri(sys.argv[1])
                b.connect_uri(sys.argv[1])
                a.pwrite(b"k" * 65536, 1 << 20)
                b.flush()
                """;
        try (Served served = serve("--socket", socket.toString(), "@web.vmdk")) {
            Peers.output("/usr/bin/python3", "-c", script, "nbd+unix:///?socket=" + socket);
            served.kill();
        }
        tool.succeed("decrypt", "@web.vmdk", "-o", "@back.raw", "--format", "raw");
        byte[] expected = new byte[DISK_BYTES];
        Arrays.fill(expected, 1 << 20, (1 << 20) + 65536, (byte) 'k');
        assertThat(tool.path("back.raw")).hasBinaryContent(expected);
    }

    @Test
    void whatIsNoPlaceToListenIsAMistakeInUsage() {
        assertThat(tool.run("serve", "@plain.raw").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(tool.run("serve", "@plain.raw", "--listen", "nowhere").err()).contains("is no address");
        assertThat(tool.run("serve", "@plain.raw", "--listen", "0.0.0.0:0").err())
                .contains("in the clear");
        assertThat(tool.run("serve", "@plain.raw", "--listen", "localhost:0", "--tls", "required")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private Served serve(String... arguments) throws IOException {
        return new Served(new ToolProcess(tool.home(), folder)
                .start(Stream.concat(Stream.of("serve"), Arrays.stream(arguments))
                        .map(argument -> argument.startsWith("@")
                                ? tool.path(argument.substring(1)).toString()
                                : argument)
                        .toArray(String[]::new)));
    }

    /** A process that serves, once it has said so. */
    private static final class Served implements AutoCloseable {
        private final Process process;
        private final String firstLine;

        Served(Process process) throws IOException {
            this.process = process;
            BufferedReader out = process.inputReader();
            this.firstLine = String.valueOf(out.readLine());
            assertThat(firstLine).startsWith("serving nbd");
        }

        String uri() {
            return firstLine.substring("serving ".length());
        }

        void kill() throws InterruptedException {
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        /** Sends SIGTERM and answers the exit code. */
        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
