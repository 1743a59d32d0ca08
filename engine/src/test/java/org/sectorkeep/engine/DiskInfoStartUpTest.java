// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;

/** Saying what a disk is costs no start of the cryptography: that would be most of the time of the command. */
@Timeout(120)
class DiskInfoStartUpTest {
    /** JNR-FFI and its parts, Bouncy Castle, JCE, and our own engines. */
    private static final String CRYPTOGRAPHY =
            ".* (jnr\\.|com\\.kenai\\.|org\\.bouncycastle\\.|javax\\.crypto\\.|com\\.sun\\.crypto\\.|org\\.sectorkeep\\.crypto\\.(internal|SecretBytes|XtsEngine)).*";

    @TempDir
    Path folder = Path.of("");

    @Test
    void infoLoadsNoCryptography() throws IOException {
        Path disk;
        Path store = folder.resolve("disk");
        try (HostKeys keys = TestKeys.withFixedKek().hostKeys()) {
            disk = TestDisks.encrypted(
                    Files.createDirectories(store),
                    keys,
                    CreateType.MONOLITHIC_SPARSE,
                    DataUnit.BYTES_512,
                    65536,
                    true);
        }
        assertThat(loadedBy(Info.class, disk)).noneMatch(line -> line.matches(CRYPTOGRAPHY));
        assertThat(loadedBy(CrashWriter.class, disk)).anyMatch(line -> line.matches(CRYPTOGRAPHY));
    }

    private List<String> loadedBy(Class<?> main, Path disk) throws IOException {
        Path log = folder.resolve("loaded");
        Files.deleteIfExists(log);
        List<String> command = ForkedJava.command(List.of("-Xlog:class+load:file=" + log), main, disk.toString());
        Peers.Result result = Peers.run(folder, command);
        assertThat(log).as(result.output()).isNotEmptyFile();
        return Files.readAllLines(log);
    }

    /** What is started. */
    static final class Info {
        private Info() {}

        public static void main(String[] arguments) throws IOException {
            if (!DiskInfo.read(Path.of(arguments[0])).isEncrypted()) {
                throw new AssertionError("not encrypted");
            }
        }
    }
}
