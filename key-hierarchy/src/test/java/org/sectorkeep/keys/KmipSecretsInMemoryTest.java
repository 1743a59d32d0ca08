// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.kmip.testing.ScriptedKmipServer;
import org.sectorkeep.testing.Peers;

/** What of a KEK is on the live heap of a process that used it and closed it. */
@Tag("crash")
@Timeout(180)
class KmipSecretsInMemoryTest {
    private static final int PIECE_BYTES = 16;
    /** What the JDK's TLS may still hold of a key that came through it in the clear. */
    private static final int MOST_OF_TLS = 8;

    private static final String WRAPPING_KEY = "host-wrapping-key";

    @TempDir
    private Path folder;

    static Stream<KmipKeyUse> ways() {
        return KmipKeyProviderTest.ways();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theKeyOfAClosedProviderIsNotOnTheHeap(KmipKeyUse use) throws Exception {
        byte[] kek = RandomBytes.array(32);
        byte[] wrappingKey = RandomBytes.array(32);
        byte[] dek = RandomBytes.array(64);
        Path dekFile = Files.write(folder.resolve("dek"), dek);
        try (ScriptedKmipServer server =
                ScriptedKmipServer.builder().login("app", "right").start()) {
            server.keys().put("marked", kek);
            server.keys().put(WRAPPING_KEY, wrappingKey);
            Path home = folder.resolve("home");
            KeyProvidersTest.cheap(home)
                    .kmip()
                    .add(
                            "kms",
                            KmipKeyProviderTest.settings(use, server),
                            new KmipLogin(purpose -> "right".toCharArray(), null, null),
                            StoreProtection.keyFile(),
                            Probing.NOT_AT_ALL);
            Path dump = dumpOfUser(home, dekFile);
            assertThat(find(dump, "KmipKeyProvider".getBytes(StandardCharsets.US_ASCII)))
                    .as("what is there is found")
                    .isPositive();
            int keks = count(dump, kek);
            int deks = count(dump, dek);
            System.getLogger("heap").log(System.Logger.Level.INFO, use + ": " + keks + " KEK, " + deks + " DEK pieces");
            if (use instanceof KmipKeyUse.Fetched) {
                assertThat(keks).as("buffers of the JDK's TLS").isLessThan(MOST_OF_TLS);
            } else {
                assertThat(keks).isZero();
                assertThat(count(dump, wrappingKey)).isZero();
            }
            if (!(use instanceof KmipKeyUse.Remote)) {
                assertThat(deks).isZero();
            }
        }
    }

    private Path dumpOfUser(Path home, Path dekFile) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jcmd = java.resolveSibling("jcmd");
        Peers.require(Files.isExecutable(jcmd), "jcmd is not part of this Java");
        String paths = Stream.of("surefire.test.class.path", "java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Process user = new ProcessBuilder(
                        java.toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        paths,
                        "org.sectorkeep.keys.KekUser",
                        home.toString(),
                        "marked",
                        dekFile.toString())
                .redirectError(folder.resolve("user.err").toFile())
                .start();
        try (BufferedReader output = user.inputReader()) {
            assertThat(output.readLine())
                    .as(Files.readString(folder.resolve("user.err")))
                    .isEqualTo("done");
            Path dump = folder.resolve("user.hprof");
            String said = Peers.output(jcmd.toString(), Long.toString(user.pid()), "GC.heap_dump", dump.toString());
            assertThat(dump).as(said).isNotEmptyFile();
            return dump;
        } finally {
            user.destroyForcibly();
        }
    }

    /** How often a piece of the key is there, as bytes in order or as words turned around. */
    private static int count(Path dump, byte[] key) throws IOException {
        int found = 0;
        for (int offset = 0; offset < key.length; offset += PIECE_BYTES) {
            byte[] piece = Arrays.copyOfRange(key, offset, offset + PIECE_BYTES);
            ByteBuffer turned = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int word = 0; word < PIECE_BYTES; word += 4) {
                turned.putInt(ByteBuffer.wrap(piece).getInt(word));
            }
            found += find(dump, piece) + find(dump, turned.array());
        }
        return found;
    }

    private static int find(Path file, byte[] piece) throws IOException {
        int found = 0;
        ByteBuffer wanted = ByteBuffer.wrap(piece);
        ByteBuffer window = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file)) {
            for (long position = 0; channel.read(window.clear(), position) >= piece.length; ) {
                int last = window.position() - piece.length;
                for (int at = 0; at <= last; at++) {
                    if (window.get(at) == piece[0] && wanted.equals(window.slice(at, piece.length))) {
                        found++;
                    }
                }
                position += last + 1;
            }
        }
        return found;
    }
}
