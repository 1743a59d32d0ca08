// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sectorkeep.testing.Peers;

/** libnbd's Python module, told to send what it knows to be wrong: each is refused as it should be, and all stays in step. */
@Tag("peer")
class IllegalRequestsPeerTest {
    private static final int SIZE_BYTES = 1 << 20;

    private static final String CONNECT = """
            import nbd, sys, errno
            h = nbd.NBD()
            h.set_strict_mode(0)
            h.add_meta_context("base:allocation")
            h.set_export_name("disk")
            h.connect_uri(sys.argv[1])
            size = h.get_size()
            h.pwrite(b"x" * 512, 1024)

            def refused(what, expected, call):
                try:
                    call()
                    raise SystemExit(what + " was not refused")
                except nbd.Error as e:
                    if e.errnum not in expected:
                        raise SystemExit(what + " was refused by " + str(e))
                if bytes(h.pread(512, 1024)) != b"x" * 512:
                    raise SystemExit("after " + what + " another answer comes")
            """;

    @BeforeAll
    static void needLibnbd() {
        Peers.requirePythonModule("nbd");
    }

    @Test
    void ofADiskThatCanBeWritten() throws IOException {
        String script = CONNECT + """
                big = 33 << 20
                refused("a read behind the end", [errno.EINVAL], lambda: h.pread(512, size))
                refused("a read over the end", [errno.EINVAL], lambda: h.pread(1024, size - 512))
                refused("a read far away", [errno.EINVAL], lambda: h.pread(512, 1 << 62))
                refused("a write over the end", [errno.ENOSPC, errno.EINVAL], lambda: h.pwrite(b"y" * 1024, size - 512))
                refused("zeroes over the end", [errno.ENOSPC, errno.EINVAL], lambda: h.zero(size, 512))
                refused("a trim over the end", [errno.EINVAL, errno.ENOSPC], lambda: h.trim(size, 512))
                refused("a large read", [errno.EINVAL, errno.EOVERFLOW, errno.ERANGE], lambda: h.pread(big, 0))
                refused("a large write", [errno.EINVAL, errno.ERANGE, errno.ENOSPC], lambda: h.pwrite(b"z" * big, 0))
                refused("an unknown flag", [errno.EINVAL], lambda: h.flush(1 << 10))
                refused("a flag of another command", [errno.EINVAL], lambda: h.trim(512, 0, nbd.CMD_FLAG_DF))
                refused("status over the end", [errno.EINVAL],
                        lambda: h.block_status(1024, size - 512, lambda *any: 0))
                h.flush()
                h.shutdown()
                print("done")
                """;
        try (TestServer served = TestServer.of(new MemoryDevice(SIZE_BYTES))) {
            assertThat(Peers.output("/usr/bin/python3", "-c", script, served.uri("disk")))
                    .isEqualToIgnoringWhitespace("done");
        }
    }
}
