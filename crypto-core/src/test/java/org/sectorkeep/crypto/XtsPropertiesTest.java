// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.sectorkeep.crypto.internal.XtsUnit;

/** What holds for any run, with every engine and kernel that runs here. */
class XtsPropertiesTest {
    /** A run of data units with everything that decides its ciphertext. */
    @SuppressWarnings("ArrayRecordComponent")
    record Run(byte[] key, DataUnit unit, long firstLba, byte[] plaintext) {
        byte[] reference() {
            return new ReferenceXts(key).run(true, firstLba, plaintext, unit.bytes());
        }

        @Override
        public String toString() {
            return "key of " + key.length + ", " + unit + ", LBA " + firstLba + ", " + plaintext.length + " bytes";
        }
    }

    @Provide
    Arbitrary<Run> runs() {
        return Combinators.combine(
                        Arbitraries.of(XtsCipher.values()),
                        Arbitraries.of(DataUnit.values()),
                        Arbitraries.longs().between(0, (Long.MAX_VALUE >> 3) - 200),
                        Arbitraries.integers().between(1, 200),
                        Arbitraries.longs())
                .as((cipher, unit, lba, units, seed) -> {
                    Random random = new Random(seed);
                    byte[] key = new byte[cipher.keyBytes()];
                    byte[] plaintext = new byte[Math.min(units * unit.bytes(), 64 * 4096)];
                    random.nextBytes(key);
                    random.nextBytes(plaintext);
                    return new Run(key, unit, lba * unit.sectors(), plaintext);
                });
    }

    @Property(tries = 100)
    void everyEngineEqualsTheReferenceAndComesBack(@ForAll("runs") Run run) {
        byte[] expected = run.reference();
        for (XtsEngine engine : XtsEngine.available()) {
            try (SectorCipher cipher = Keys.cipher(engine, run.key, run.unit)) {
                ByteBuffer buffer = direct(run.plaintext);
                cipher.encrypt(run.firstLba, buffer, buffer);
                assertThat(content(buffer)).as(engine.toString()).isEqualTo(expected);
                cipher.decrypt(run.firstLba, buffer.clear(), buffer);
                assertThat(content(buffer)).as(engine.toString()).isEqualTo(run.plaintext);
            }
        }
    }

    @Property(tries = 100)
    void splitAnywhereEqualsTheWhole(@ForAll("runs") Run run, @ForAll long seed) {
        for (XtsEngine engine : XtsEngine.available()) {
            try (SectorCipher cipher = Keys.cipher(engine, run.key, run.unit)) {
                ByteBuffer whole = direct(run.plaintext);
                cipher.encrypt(run.firstLba, whole, whole);
                Random random = new Random(seed);
                ByteBuffer split = direct(run.plaintext);
                int units = run.plaintext.length / run.unit.bytes();
                for (int done = 0; done < units; ) {
                    int now = 1 + random.nextInt(units - done);
                    split.limit((done + now) * run.unit.bytes());
                    cipher.encrypt(run.firstLba + (long) done * run.unit.sectors(), split, split);
                    done += now;
                }
                assertThat(split.clear()).as(engine.toString()).isEqualTo(whole.clear());
            }
        }
    }

    @Property(tries = 100)
    void partsAreSlicesOfTheWhole(
            @ForAll("runs") Run run, @ForAll @IntRange(max = 255) int from, @ForAll @IntRange(max = 255) int to) {
        int blocks = run.unit.bytes() / 16;
        int first = Math.min(from % blocks, to % blocks) * 16;
        int end = Math.max(from % blocks, to % blocks) * 16;
        byte[] unit = Arrays.copyOf(run.plaintext, run.unit.bytes());
        byte[] expected = new ReferenceXts(run.key).run(true, run.firstLba, unit, unit.length);
        for (XtsEngine engine : XtsEngine.available()) {
            try (SectorCipher cipher = Keys.cipher(engine, run.key, run.unit)) {
                ByteBuffer part = direct(Arrays.copyOfRange(unit, first, end));
                cipher.encryptPart(run.firstLba, first, part, part);
                assertThat(content(part)).as(engine.toString()).isEqualTo(Arrays.copyOfRange(expected, first, end));
                cipher.decryptPart(run.firstLba, first, part.clear(), part);
                assertThat(content(part)).as(engine.toString()).isEqualTo(Arrays.copyOfRange(unit, first, end));
            }
        }
    }

    @Property(tries = 200)
    void unitsOfAnyLengthAndTweakEqualTheReference(
            @ForAll long seed, @ForAll @IntRange(min = 16, max = 9000) int length, @ForAll boolean longKey)
            throws Exception {
        Random random = new Random(seed);
        byte[] key = new byte[longKey ? 64 : 32];
        byte[] tweak = new byte[16];
        byte[] plaintext = new byte[length];
        random.nextBytes(key);
        random.nextBytes(tweak);
        random.nextBytes(plaintext);
        byte[] expected = new ReferenceXts(key).unit(true, tweak, plaintext);
        for (XtsEngine engine : XtsEngine.available()) {
            try (XtsUnit unit = XtsUnit.create(engine.backend(), direct(key))) {
                ByteBuffer buffer = direct(plaintext);
                unit.encrypt(ByteBuffer.wrap(tweak), buffer, buffer);
                assertThat(content(buffer)).as(engine.toString()).isEqualTo(expected);
                unit.decrypt(ByteBuffer.wrap(tweak), buffer.clear(), buffer);
                assertThat(content(buffer)).as(engine.toString()).isEqualTo(plaintext);
            }
        }
    }

    @Property(tries = 50)
    void differentSectorsOfEqualContentDiffer(
            @ForAll("runs") Run run, @ForAll @LongRange(min = 1, max = 1L << 40) long apart) {
        byte[] unit = new byte[run.unit.bytes()];
        for (XtsEngine engine : XtsEngine.available()) {
            try (SectorCipher cipher = Keys.cipher(engine, run.key, run.unit)) {
                ByteBuffer one = direct(unit);
                ByteBuffer two = direct(unit);
                cipher.encrypt(0, one, one);
                cipher.encrypt(apart * run.unit.sectors(), two, two);
                assertThat(content(one)).as(engine.toString()).isNotEqualTo(content(two));
            }
        }
    }

    private static ByteBuffer direct(byte[] content) {
        return ByteBuffer.allocateDirect(content.length).put(0, content);
    }

    private static byte[] content(ByteBuffer buffer) {
        byte[] content = new byte[buffer.capacity()];
        buffer.get(0, content);
        return content;
    }
}
