// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.testing.Peers;

class ShimLibraryTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Mac OS X, aarch64", "Linux, aarch64", "Linux, i386", "'', ''"})
    void otherPlatformsAreNamed(String system, String architecture) {
        assertThatThrownBy(() -> ShimLibrary.checkPlatform(system, architecture))
                .isInstanceOf(ShimUnavailableException.class)
                .hasMessage("it is for Linux on x86-64, this is " + system + " on " + architecture);
    }

    @Test
    void aJarWithoutTheLibrarySaysSo() {
        assertThatThrownBy(() -> ShimLibrary.load(null, List.of(folder)))
                .isInstanceOf(ShimUnavailableException.class)
                .hasMessageContaining("built without the native library");
    }

    @Test
    void aCorruptLibraryIsAReasonAndLeavesNothingBehind() throws IOException {
        byte[] garbage = "not a library".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ShimLibrary.load(new ByteArrayInputStream(garbage), List.of(folder)))
                .isInstanceOf(ShimUnavailableException.class)
                .hasMessageContaining("cannot be loaded from " + folder);
        assertEmpty(folder);
    }

    @Test
    void nothingStaysBehindAfterLoadingAndAFolderThatFailsIsPassedOver() throws Exception {
        Path missing = folder.resolve("missing");
        try (InputStream library = ShimLibrary.class.getResourceAsStream(ShimLibrary.RESOURCE)) {
            Peers.require(library != null, "this build has no native library");
            Shim shim = ShimLibrary.load(library, List.of(missing, folder));
            assertThat(shim.sk_abi_version()).isEqualTo(Shim.ABI_VERSION);
        }
        assertEmpty(folder);
    }

    @Test
    void everyFolderThatFailedIsNamed() {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        assertThatThrownBy(() -> ShimLibrary.load(new ByteArrayInputStream(new byte[10]), List.of(one, two)))
                .hasMessageContaining(one.toString())
                .hasMessageContaining(two.toString());
    }

    private static void assertEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
