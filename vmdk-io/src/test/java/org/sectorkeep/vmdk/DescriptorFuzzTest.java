// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Any text is a descriptor, which is then written as it was read, or is refused. */
@Tag("fuzz")
class DescriptorFuzzTest {
    private static final Path FILE = Path.of("fuzzed.vmdk");

    @FuzzTest(maxDuration = "3s")
    void anyTextIsReadOrRefused(byte[] text) throws IOException {
        try {
            VmdkDescriptor descriptor = VmdkDescriptor.parse(text, FILE, 0);
            assertThat(VmdkDescriptor.parse(descriptor.bytes(), FILE, 0)).isEqualTo(descriptor);
            assertThat(descriptor.extents()).doesNotContainNull();
            assertThat(descriptor.cid()).isBetween(0L, VmdkDescriptor.NO_PARENT);
        } catch (VmdkFormatException | UnsupportedDiskException e) {
            assertThat(e).hasMessageContaining(FILE.toString());
        }
    }
}
