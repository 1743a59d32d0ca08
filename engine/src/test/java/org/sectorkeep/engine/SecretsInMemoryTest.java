// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.LiveHeap;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** After an encrypted disk is closed, the objects that live on the heap hold neither its DEK nor its KEK. */
@Timeout(180)
class SecretsInMemoryTest {
    private static final int CAPACITY_BYTES = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aLiveHeapDumpHoldsNeitherDekNorKek() throws IOException {
        Peers.require(XtsEngine.selected().name().equals("native"), "the native engine is not available");
        byte[] planted = RandomBytes.array(LiveHeap.PIECE_BYTES);
        TestKeys provider = new TestKeys();
        try (HostKeys keys = provider.hostKeys()) {
            Path disk = TestDisks.encrypted(
                    folder, keys, CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_512, CAPACITY_BYTES, true);
            EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys);
            opened.write(5, ByteBuffer.wrap(TestDisks.read(opened, 70_000, 100_000)));
            opened.close();
            try (SecretBytes dek = DiskUnlocking.anyDisk(keys).unwrap(disk, opened.envelope());
                    SecretBytes kek = provider.copyOf(opened.envelope().header().keyId())) {
                Path dump = LiveHeap.dump(folder.resolve("live.hprof"));
                assertThat(LiveHeap.holdsAny(dump, List.of(planted)))
                        .as("a key that is there is found")
                        .isTrue();
                List<byte[]> pieces = new ArrayList<>(dek.readArray(LiveHeap::pieces));
                pieces.addAll(kek.readArray(LiveHeap::pieces));
                assertThat(pieces).hasSize(2 * (4 + 2));
                assertThat(LiveHeap.holdsAny(dump, pieces)).isFalse();
            }
        }
        assertThat(planted).as("was alive during the dump").hasSize(LiveHeap.PIECE_BYTES);
    }
}
