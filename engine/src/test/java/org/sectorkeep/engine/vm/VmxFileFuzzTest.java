// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Settings come from anywhere: they are read byte for byte, or refused. */
@Tag("fuzz")
class VmxFileFuzzTest {
    private static final Path NAME = Path.of("/vm/fuzzed.vmx");

    @FuzzTest(maxDuration = "3s")
    void anySettingsAreReadByteForByteOrRefused(byte[] bytes) {
        try {
            VmxFile vmx = VmxFile.parse(bytes, NAME);
            assertThat(vmx.bytes()).isEqualTo(bytes);
            VmDevice.ofMachine(vmx);
            VmDevice.ofSnapshots(vmx);
            VmLines.of(vmx);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
