// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sectorkeep.testing.Peers;

/** A client in another language, written from the protocol's document, that sends lengths of 64 bits. */
@Tag("peer")
class ExtendedHeadersPeerTest {
    @Test
    @Timeout(180)
    void lengthsOf64BitsAndEveryWrongUseOfThemAreAnsweredAsTheDocumentSays() throws IOException {
        Peers.requirePythonModule("struct");
        Path script = Path.of("src", "test", "python", "extended_client.py");
        try (TestServer served = TestServer.of(new HugeDevice())) {
            assertThat(Peers.output("/usr/bin/python3", script.toString(), served.socket.toString(), "disk"))
                    .isEqualToIgnoringWhitespace("done");
        }
    }
}
