// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.sectorkeep.crypto.internal.memory.DirectAddress;

/** Asks the kernel what it thinks of the pages that hold secrets. */
@EnabledOnOs(OS.LINUX)
class SecretMemoryTest {
    @BeforeAll
    static void isLocked() {
        assertThat(SecretMemory.status()).isEqualTo(new SecretMemory.Status(true, null));
    }

    @Test
    void secretsAreLockedAndNotDumped() throws IOException {
        try (SecretBytes secret = SecretBytes.random(32)) {
            long address = secret.read(view -> DirectAddress.of(view, 0));
            assertThat(flagsOfMappingAt(address)).contains("lo", "dd");
        }
    }

    @Test
    void ordinaryMemoryIsNot() throws IOException {
        ByteBuffer ordinary = ByteBuffer.allocateDirect(1 << 20);
        assertThat(flagsOfMappingAt(DirectAddress.of(ordinary, 500_000))).doesNotContain("lo", "dd");
    }

    @Test
    void lockedMemoryGrowsWithSecrets() throws IOException {
        long before = lockedKib();
        List<SecretBytes> secrets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            secrets.add(SecretBytes.random(65_536));
        }
        assertThat(lockedKib()).isGreaterThanOrEqualTo(before + 64);
        secrets.forEach(SecretBytes::close);
    }

    private static long lockedKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmLck:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    /** The {@code VmFlags} that proc(5) shows for the mapping an address lies in. */
    private static List<String> flagsOfMappingAt(long address) throws IOException {
        boolean found = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
                found = Long.parseUnsignedLong(range[0], 16) <= address
                        && address < Long.parseUnsignedLong(range[1], 16);
            } else if (found && line.startsWith("VmFlags:")) {
                return List.of(line.substring("VmFlags:".length()).trim().split(" ", -1));
            }
        }
        throw new AssertionError("no mapping at " + Long.toHexString(address));
    }
}
