// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;

/**
 * Processes are killed in the middle of what changes or copies a whole chain, or changes the size of an encrypted disk; the
 * same command then finishes it.
 */
@Tag("crash")
class ChainAndSizeKillTest {
    private static final int CAPACITY_BYTES = 384 << 10;
    private static final int RUNS_EACH = 3;
    private static final int MAX_DELAY_MICROS = 60_000;
    private static final int MAX_COPY_MICROS = 400_000;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    @ParameterizedTest
    @EnumSource(CrashCommand.Kind.class)
    void aKilledProcessLosesNothing(CrashCommand.Kind kind) throws Exception {
        Random random = new Random(17);
        for (int run = 0; run < RUNS_EACH; run++) {
            Path here = Files.createDirectory(folder.resolve("run")).toRealPath();
            Path disk = kind.isOfChain() ? chain(here, kind) : encrypted(here, layout(kind, run));
            byte[] before = kind.startsPlain() ? InPlaceDisks.content(disk) : InPlaceDisks.content(disk, keys);
            try (CrashChild child = CrashChild.start(folder, CrashCommand.class, kind.name(), disk.toString())) {
                child.begin("go");
                TimeUnit.MICROSECONDS.sleep(
                        random.nextInt(kind == CrashCommand.Kind.CHAIN_COPY ? MAX_COPY_MICROS : MAX_DELAY_MICROS));
                child.kill();
            }
            assertThat(DiskCheck.run(disk, Optional.empty()).worst()).isNotEqualTo(DiskCheck.Severity.DAMAGED);
            kind.finish(disk, keys);
            Path result = kind.result(disk);
            assertThat(kind.endsPlain() ? InPlaceDisks.content(result) : InPlaceDisks.content(result, keys))
                    .isEqualTo(Arrays.copyOf(before, kind.sizeAfter(before.length)));
            assertThat(DiskInfo.read(disk).operation()).isEmpty();
            TestDisks.deleteFolder(here);
        }
    }

    /** A sparse disk of several files only shrinks by whole ones. */
    private static InPlaceDisks.Layout layout(CrashCommand.Kind kind, int run) {
        if (kind == CrashCommand.Kind.GROW) {
            return InPlaceDisks.Layout.SPLIT_SPARSE;
        }
        return run % 2 == 0 ? InPlaceDisks.Layout.MONOLITHIC_FLAT : InPlaceDisks.Layout.MONOLITHIC_SPARSE;
    }

    private Path encrypted(Path here, InPlaceDisks.Layout layout) throws IOException {
        return new InPlaceScenario(InPlaceScenario.Operation.REKEY, layout, Resilience.CHECKSUM)
                .prepare(here, CAPACITY_BYTES, keys);
    }

    /** Three links, flat, sparse and split. */
    private Path chain(Path here, CrashCommand.Kind kind) throws IOException {
        Path below = InPlaceDisks.plain(here, InPlaceDisks.Layout.MONOLITHIC_FLAT, CAPACITY_BYTES, 1);
        List<CreateType> types = List.of(CreateType.MONOLITHIC_SPARSE, CreateType.TWO_GB_MAX_EXTENT_SPARSE);
        for (int i = 0; i < types.size(); i++) {
            Path child = here.resolve("child" + i + ".vmdk");
            try (NewDisk disk = NewDisk.createChild(
                    child, types.get(i), below, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
                disk.disk().write((64L << 10) * (i + 1), ByteBuffer.wrap(TestDisks.randomBytes(i, 100_000)));
                disk.commit();
            }
            below = child;
        }
        if (!kind.startsPlain()) {
            CrashCommand.Kind.CHAIN_ENCRYPT.finish(below, keys);
        }
        return below;
    }
}
