// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryFoldersTest {
    private static final List<String> MOUNTS = List.of(
            "/dev/sda1 / ext4 rw,relatime 0 0",
            "tmpfs /tmp tmpfs rw,nosuid,noexec 0 0",
            "tmpfs /tmp/allowed tmpfs rw,nosuid 0 0",
            "tmpfs /with\\040space tmpfs rw,noexec 0 0",
            "tmpfs /twice tmpfs rw,noexec 0 0",
            "tmpfs /twice tmpfs rw 0 0",
            "garbage");

    @ParameterizedTest
    @CsvSource({
        "/, false",
        "/home/user, false",
        "/tmp, true",
        "/tmp/deeper/still, true",
        "/tmpfile, false",
        "/tmp/allowed, false",
        "/tmp/allowed/deeper, false",
        "/with space/x, true",
        "/twice, false"
    })
    void theMountThatAFolderLiesInDecides(Path folder, boolean noExec) {
        assertThat(LibraryFolders.isNoExec(folder, MOUNTS)).isEqualTo(noExec);
    }
}
