// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.engine.UnsupportedLuksException;

/** What a damaged or foreign header of version 2 gets: its name, and no time or memory. */
class HostileLuks2Test {
    private static final byte[] HEADER = TestHeaders.bytes(LuksVersion.LUKS2);

    private static LuksHeader read(byte[] header) throws IOException {
        return LuksHeader.read(TestHeaders.file(header));
    }

    private static byte[] replaced(String from, String to) {
        return TestHeaders.withJson(HEADER, json -> {
            assertThat(json).contains(from);
            return json.replace(from, to);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"crypt\" | \"linear\" | segment 'linear'",
                "\"iv_tweak\":\"0\" | \"iv_tweak\":\"0\",\"integrity\":{} | integrity protection",
                "\"sector_size\":512 | \"sector_size\":1024 | sectors of 1024 bytes",
                "\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\",\"sector_size\":512 |"
                        + " \"iv_tweak\":\"4\",\"encryption\":\"aes-xts-plain64\",\"sector_size\":4096 | iv_tweak 4",
                "\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\" | \"iv_tweak\":\"0\",\"encryption\":\"aes-cbc-essiv:sha256\""
                        + " | cipher 'aes-cbc-essiv:sha256'",
                "\"iv_tweak\":\"0\",\"encryption\":\"aes-xts-plain64\" | \"iv_tweak\":\"0\",\"encryption\":\"capi:xts(aes)-plain64\""
                        + " | cipher 'capi:xts(aes)-plain64'",
                "\"config\":{ | \"config\":{\"requirements\":{\"mandatory\":[\"online-reencrypt-v2\"]}, |"
                        + " it requires 'online-reencrypt-v2'",
                "\"type\":\"pbkdf2\" | \"type\":\"sha3\" | digest 'sha3'",
                "\"segments\":{\"0\":{ | \"segments\":{\"1\":{},\"0\":{ | 2 segments, expected 1",
                "\"hash\":\"sha256\",\"iterations\" | \"hash\":\"whirlpool\",\"iterations\" | hash 'whirlpool'",
            })
    void whatIsNotSupportedIsRefusedByName(String from, String to, String what) {
        assertThatThrownBy(() -> read(replaced(from, to)))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining("x.luks")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"argon2id\" | \"scrypt\" | kdf 'scrypt'",
                "\"type\":\"luks2\" | \"type\":\"reencrypt\" | type 'reencrypt'",
                "\"stripes\":4000 | \"stripes\":1 | a splitter",
                "\"type\":\"raw\" | \"type\":\"checksum\" | area 'checksum'",
                "\"hash\":\"sha256\"},\"area\" | \"hash\":\"ripemd160\"},\"area\" | hash 'ripemd160'",
                "\"encryption\":\"aes-xts-plain64\",\"key_size\":64}| \"encryption\":\"twofish-xts-plain64\",\"key_size\":64}|"
                        + " cipher 'twofish-xts-plain64'",
            })
    void aSlotThatIsNotSupportedIsLeftOutAndNamed(String from, String to, String what) throws IOException {
        LuksHeader header = read(replaced(from, to));
        assertThat(header.keyslots()).isEmpty();
        assertThat(header.remarks())
                .singleElement()
                .asString()
                .contains("key slot 0 is not tried")
                .contains(what);
        assertThatThrownBy(() -> header.open(TestHeaders.file(HEADER), TestHeaders.passphrase()))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining("no key slot that a passphrase opens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"key_size\":64,\"af\" | \"af\" | keyslots.0.key_size",
                "\"key_size\":64,\"af\" | \"key_size\":\"64\",\"af\" | keyslots.0.key_size: expected a number",
                "\"offset\":\"32768\" | \"offset\":32768 | keyslots.0.area.offset: expected a text",
                "\"offset\":\"32768\" | \"offset\":\"-1\" | keyslots.0.area.offset",
                "\"offset\":\"32768\" | \"offset\":\"99999999999999999999\" | keyslots.0.area.offset",
                "\"size\":\"258048\" | \"size\":\"255999\" | keyslots.0.area.size",
                "\"offset\":\"16777216\" | \"offset\":\"16777217\" | segments.0.offset",
                "\"size\":\"dynamic\" | \"size\":\"all\" | segments.0.size",
                "\"time\":1 | \"time\":0 | keyslots.0.kdf.time: expected 1 to 1000, found 0",
                "\"time\":1 | \"time\":1e9 | keyslots.0.kdf.time",
                "\"time\":1 | \"time\":1.5 | keyslots.0.kdf.time",
                "\"memory\":64 | \"memory\":4194305 | keyslots.0.kdf.memory: expected 32 to 4194304, found 4194305",
                "\"memory\":64 | \"memory\":31 | keyslots.0.kdf.memory",
                "\"cpus\":4 | \"cpus\":65 | keyslots.0.kdf.cpus",
                "\"iterations\":1000 | \"iterations\":0 | digests.0.iterations",
                "\"segments\":[\"0\"] | \"segments\":[] | digests: none is of segment 0",
                "\"keyslots\":[\"0\"] | \"keyslots\":[\"7\"] | digests.0.keyslots",
                "\"tokens\":{} | \"tokens\":[] | tokens: expected an object",
                "\"tokens\":{} | \"tokens\":{\"a\":{}} | tokens: expected numbers as names",
                "\"tokens\":{} | \"tokens\":{\"0\":{\"type\":\"sectorkeep-envelope\"}} | tokens.0.envelope",
                "\"tokens\":{} | \"tokens\":{},\"tokens\":{} | a name occurs twice",
                "\"tokens\":{} | \"tokens\":{/**/} | not JSON",
                "\"tokens\":{} | \"tokens\":{},null:1 | not JSON",
                "\"tokens\":{} | \"tokens\":{},\"x\":NaN | not JSON",
                "\"tokens\":{} | \"tokens\":{},\"x\":111111111111111111111 | a number of 21 characters",
                "\"tokens\":{} | \"tokens\":{}} | JSON area",
            })
    void whatIsDamagedIsRefusedByItsPlace(String from, String to, String what) {
        assertThatThrownBy(() -> read(replaced(from, to)))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("x.luks")
                .hasMessageContaining(what);
    }

    @Test
    void twoEnvelopesAreOneTooMany() {
        String token = "{\"type\":\"sectorkeep-envelope\",\"keyslots\":[],\"envelope\":\"AA==\"}";
        assertThatThrownBy(
                        () -> read(replaced("\"tokens\":{}", "\"tokens\":{\"0\":" + token + ",\"1\":" + token + "}")))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("more than one");
    }

    @Test
    void tokensOfOthersDoNoHarm() throws IOException {
        byte[] header = replaced(
                "\"tokens\":{}", "\"tokens\":{\"3\":{\"type\":\"systemd-tpm2\",\"keyslots\":[\"0\"],\"x\":[{}]}}");
        assertThat(read(header).envelope()).isEmpty();
        TestHeaders.open(header).orElseThrow().close();
    }

    @ParameterizedTest
    @CsvSource({"'\"time\":1', '\"time\":1000', 4194304", "'\"time\":1', '\"time\":129', 2097152"})
    void slotsThatCostTooMuchAreRefusedBeforeAnythingIsSpent(String from, String to, int memoryKib) {
        byte[] header = TestHeaders.withJson(
                HEADER, json -> json.replace(from, to).replace("\"memory\":64", "\"memory\":" + memoryKib));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> TestHeaders.open(header))
                        .isInstanceOf(UnsupportedLuksException.class)
                        .hasMessageContaining("cost"));
    }

    @Test
    void moreMemoryThanTheHeapHasIsRefused() {
        byte[] header = replaced("\"memory\":64", "\"memory\":4194304");
        assertThatThrownBy(() -> TestHeaders.open(header))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining("key slot 0")
                .hasMessageContaining("Java heap");
    }

    @Test
    void preferredSlotsComeFirstAndIgnoredOnesNotAtAll() throws IOException {
        byte[] header = TestHeaders.withJson(HEADER, json -> {
            JsonObject root = JsonParser.parseString(json).getAsJsonObject();
            JsonObject slots = root.getAsJsonObject("keyslots");
            for (int number = 1; number <= 2; number++) {
                JsonObject slot = slots.getAsJsonObject("0").deepCopy();
                slot.addProperty("priority", number == 1 ? 2 : 0);
                slots.add(String.valueOf(number), slot);
            }
            return root.toString().replace("\"keyslots\":[\"0\"]", "\"keyslots\":[\"0\",\"1\",\"2\"]");
        });
        assertThat(read(header).keyslots()).extracting(Keyslot::number).containsExactly(1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16384})
    void oneSoundCopyIsEnoughAndTheOtherIsNamed(int damagedAt) throws IOException {
        byte[] header = HEADER.clone();
        header[damagedAt + 4096 + 100] ^= 1;
        assertThat(read(header).remarks()).singleElement().asString().contains("damaged");
        try (SecretBytes key = TestHeaders.open(header).orElseThrow()) {
            assertThat(key.lengthBytes()).isEqualTo(64);
        }
    }

    @Test
    void theNewerCopyCounts() throws IOException {
        byte[] header = TestHeaders.withJson(HEADER, json -> json);
        ByteBuffer.wrap(header).putLong(16384 + 16, 2);
        TestHeaders.sign(header, 16384);
        assertThat(read(header).remarks()).singleElement().asString().contains("newer");
    }

    @Test
    void withoutASoundCopyNothingIsGuessed() {
        byte[] header = HEADER.clone();
        header[4096 + 100] ^= 1;
        header[16384 + 4096 + 100] ^= 1;
        assertThatThrownBy(() -> read(header))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("neither of the two has a right checksum");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4096, 16383, 8 << 20, Long.MAX_VALUE, -1})
    void asHeaderSizeOnlyTheNineAreTaken(long headerBytes) {
        byte[] header = HEADER.clone();
        for (int at : new int[] {0, 16384}) {
            ByteBuffer.wrap(header).putLong(at + 8, headerBytes);
            TestHeaders.sign(header, at);
        }
        assertThatThrownBy(() -> read(header)).isInstanceOf(LuksFormatException.class);
    }

    @Test
    void bytesBehindTheTextAreRefused() {
        byte[] header = TestHeaders.withJson(HEADER, json -> json + "\0x");
        assertThatThrownBy(() -> read(header))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("behind the end");
    }

    @Test
    void deepAndWideTextIsRefused() {
        for (String text : new String[] {"[".repeat(6000), "{\"a\":".repeat(2000), "[" + "1,".repeat(5000) + "1]"}) {
            byte[] header = TestHeaders.withJson(HEADER, json -> text);
            assertThatThrownBy(() -> read(header)).isInstanceOf(LuksFormatException.class);
        }
    }

    @Test
    void aFileThatEndsInAnAreaIsDamaged() throws IOException {
        HeaderBytes cut = new HeaderImage(ByteBuffer.wrap(HEADER), 100_000).asFile(TestHeaders.FILE);
        LuksHeader header = LuksHeader.read(cut);
        assertThatThrownBy(() -> header.open(cut, TestHeaders.passphrase()))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("area of key slot 0");
    }
}
