// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KeyUse;
import org.sectorkeep.keys.KeyUse.Action;
import org.sectorkeep.keys.KeyUse.Outcome;
import org.sectorkeep.keys.control.AuditHead;
import org.sectorkeep.testing.Peers;

class AuditLogTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "on-disk-format.md");
    private static final Path VERIFIER = Path.of("src", "test", "python", "verify_audit_log.py");
    private static final Actor ACTOR = new Actor("esx1", "root", 1000L, "encrypt", 4711, Path.of("/vms/web01.vmdk"));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));

    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temp.resolve("home").resolve("audit");
    }

    private AuditLog open() {
        return AuditLog.in(folder, ACTOR, CLOCK);
    }

    private static KeyUse use(Action action, String path) {
        return new KeyUse(
                action,
                "local",
                "7d1f0c52",
                new DiskId("d0d1d2d3d4d5d6d7d8d9dadbdcdddedf"),
                Path.of(path),
                Outcome.DONE,
                null);
    }

    private void write(int count) throws IOException {
        try (AuditLog log = open()) {
            for (int i = 0; i < count; i++) {
                log.used(use(Action.UNWRAP, "/vms/disk" + i + ".vmdk"));
            }
        }
    }

    private Path log() {
        return folder.resolve("audit.log");
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(log()));
    }

    private void rewrite(List<String> lines) throws IOException {
        Files.writeString(log(), String.join("\n", lines) + "\n");
    }

    private AuditCheck check(AuditHead... heads) throws IOException {
        return AuditCheck.of(folder, List.of(heads));
    }

    private AuditHead head() throws IOException {
        try (AuditLog log = open()) {
            return log.head().orElseThrow();
        }
    }

    @Test
    void nothingIsTouchedBeforeTheFirstUse() throws IOException {
        try (AuditLog log = open()) {
            assertThat(log.head()).isEmpty();
            assertThat(log.appendedLines()).isZero();
        }
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        write(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        for (String file : List.of("audit.log", "audit.key", "audit.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aLogThatIsAsItWasWrittenHasNoFindings() throws IOException {
        write(2);
        AuditHead second = head();
        write(3);
        AuditCheck check = check(second, head());
        assertThat(check.findings()).isEmpty();
        assertThat(check.lines()).isEqualTo(5);
        assertThat(check.last()).contains(head());
        assertThat(AuditHead.parse(second.text())).isEqualTo(second);
    }

    @Test
    void aChangedLineIsFound() throws IOException {
        write(5);
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("disk2", "disk9"));
        rewrite(lines);
        assertThat(check().findings()).singleElement().asString().contains("line 3 (number 3) was changed");
    }

    @Test
    void removedLinesAreFound() throws IOException {
        write(6);
        List<String> lines = lines();
        lines.subList(1, 3).clear();
        rewrite(lines);
        assertThat(check().findings()).singleElement().asString().contains("numbers 2 to 3 are missing before line 2");
    }

    @Test
    void movedLinesAreFound() throws IOException {
        write(4);
        List<String> lines = lines();
        Collections.swap(lines, 1, 2);
        rewrite(lines);
        assertThat(check().findings())
                .isNotEmpty()
                .anySatisfy(finding -> assertThat(finding).contains("line 3 has number 2"));
    }

    @Test
    void linesMissingAtTheEndAreFoundByAHead() throws IOException {
        write(5);
        AuditHead head = head();
        rewrite(lines().subList(0, 3));
        assertThat(check().findings()).isEmpty();
        assertThat(check(head).findings())
                .singleElement()
                .asString()
                .contains("number 5 was the last line once, and is missing")
                .contains("ends with number 3");
        try (AuditLog log = open()) {
            assertThat(log.holds(head)).isFalse();
        }
    }

    @Test
    void linesWrittenInPlaceOfThoseAtTheEndAreFoundByAHead() throws IOException {
        write(5);
        AuditHead head = head();
        rewrite(lines().subList(0, 3));
        write(7);
        assertThat(check().findings()).hasSize(0);
        assertThat(check(head).findings()).singleElement().asString().contains("number 5 is another line");
        try (AuditLog log = open()) {
            assertThat(log.holds(head)).isFalse();
            assertThat(log.holds(head())).isTrue();
        }
    }

    @Test
    void aLogThatWasBegunAnewIsFoundByAHead() throws IOException {
        write(2);
        AuditHead head = head();
        Files.delete(log());
        Files.delete(folder.resolve("audit.key"));
        write(2);
        assertThat(check(head).findings()).singleElement().asString().contains("removed, or begun anew");
    }

    @Test
    void withoutItsKeyALogIsNotGoneOnWith() throws IOException {
        write(1);
        Files.delete(folder.resolve("audit.key"));
        try (AuditLog log = open()) {
            assertThatThrownBy(() -> log.used(use(Action.WRAP, "/a")))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_RECORDED))
                    .hasMessageContaining("audit.key");
        }
        assertThat(lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{\"seq\":4,\"time\":\"2026", "{\"seq\":4,\"mac\":\"00\"}"})
    void aLineThatACrashLeftHalfWrittenIsGoneOverByTheNext(String part) throws IOException {
        write(3);
        Files.writeString(log(), part, StandardOpenOption.APPEND);
        assertThat(check().findings()).singleElement().asString().contains("ends in the middle of a line");
        write(1);
        assertThat(check().findings()).isEmpty();
        assertThat(lines()).hasSize(4);
    }

    @Test
    void aLineThatIsNoneIsFoundAndTheLogGoesOnBehindIt() throws IOException {
        write(2);
        Files.writeString(log(), "nonsense\n", StandardOpenOption.APPEND);
        write(1);
        assertThat(check().findings()).containsExactly("line 3 is no line of an audit log");
    }

    @Test
    void namesCannotEndALineNorFakeItsEnd() throws IOException {
        try (AuditLog log = open()) {
            log.used(use(Action.UNWRAP, "/vms/a\n\",\"mac\":\"" + "0".repeat(64) + "\"}\u2028\u00e4.vmdk"));
        }
        write(1);
        assertThat(lines()).hasSize(2).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c <= '~'));
        assertThat(check().findings()).isEmpty();
    }

    @Test
    void severalLogsAppendToOneFileAtTheSameTime() throws Exception {
        int writers = 4;
        int each = 25;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                running.add(threads.submit(() -> {
                    write(each);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(check().findings()).isEmpty();
        assertThat(check().lines()).isEqualTo((long) writers * each);
    }

    @Test
    void whatCouldNotBeRecordedIsCountedInTheNextLine() throws IOException {
        try (AuditLog log = open()) {
            Files.createDirectories(folder.getParent());
            Files.writeString(folder, "in the way");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> log.used(use(Action.UNWRAP, "/a")))
                        .isInstanceOf(KeyUnavailableException.class)
                        .hasMessageContaining("audit");
            }
            Files.delete(folder);
            log.used(use(Action.UNWRAP, "/a"));
            log.used(use(Action.UNWRAP, "/a"));
        }
        assertThat(lines().get(0)).contains("\"unrecorded\":2");
        assertThat(lines().get(1)).doesNotContain("unrecorded");
    }

    private void writeVector() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        Files.write(folder.resolve("audit.key"), key);
        Files.setPosixFilePermissions(folder.resolve("audit.key"), PosixFilePermissions.fromString("rw-------"));
        try (AuditLog log = open()) {
            log.used(new KeyUse(Action.CREATE_KEY, "local", "7d1f0c52", null, null, Outcome.DONE, null));
            log.used(use(Action.WRAP, "/vms/\u00e4 \"1\".vmdk"));
            log.used(new KeyUse(
                    Action.FETCH_KEY, "kms", "0815", null, null, Outcome.DENIED, Reason.NO_PERMISSION.text()));
        }
    }

    @Test
    void theLinesAreThoseInTheDocument() throws IOException {
        writeVector();
        String text = Files.readString(DOCUMENT);
        String fence = "```json audit\n";
        int start = text.indexOf(fence) + fence.length();
        assertThat(Files.readString(log())).isEqualTo(text.substring(start, text.indexOf("```", start)));
        assertThat(text).contains(head().logId());
    }

    @Test
    void anIndependentProgramVerifiesThem() throws IOException {
        writeVector();
        String output = Peers.output(
                "/usr/bin/python3",
                VERIFIER.toString(),
                folder.resolve("audit.key").toString(),
                log().toString());
        AuditHead head = head();
        assertThat(output.lines())
                .hasSize(4)
                .startsWith("log " + head.logId())
                .endsWith("line 3 /vms/web01.vmdk " + head.macHex());
        assertThat(HexFormat.of().parseHex(head.macHex())).hasSize(32);
    }
}
