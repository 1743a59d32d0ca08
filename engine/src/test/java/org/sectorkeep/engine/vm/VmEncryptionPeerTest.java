// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.TestKeys;
import org.sectorkeep.engine.vm.VmOperation.Kind;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;

/** Whole machines, with disks that QEMU made. */
@Tag("peer")
class VmEncryptionPeerTest {
    @TempDir
    private static Path original;

    private static Map<String, String> contents;
    private static Map<String, String> plainFiles;

    @TempDir
    private Path folder;

    private final TestKeys provider = TestKeys.withFixedKek();
    private final HostKeys keys = provider.hostKeys();
    private final VmEncryption machines = new VmEncryption(keys);
    private Path vmx;

    @BeforeAll
    static void makeMachine() throws IOException {
        Path made = VmFixture.make(original);
        try (HostKeys none = TestKeys.host()) {
            contents = VmFixture.contents(made, none);
        }
        plainFiles = VmFixture.files(original);
    }

    @BeforeEach
    void copyMachine() throws IOException {
        VmFixture.copy(original, folder);
        vmx = folder.resolve("web01.vmx");
    }

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    private VmResult encrypt() throws IOException {
        return machines.encrypt(VmEncryptRequest.of(folder, TestKeys.ID));
    }

    private String settings() throws IOException {
        return Files.readString(vmx);
    }

    @Test
    void aMachineIsEncryptedWholeAndDecryptedToWhatItWas() throws IOException {
        VmResult result = encrypt();
        assertThat(result.disks()).isEqualTo(5);
        assertThat(result.files()).isEqualTo(5);
        assertThat(settings()).doesNotContain(VmFixture.SECRET).contains("displayName = \"web01\"\r\n");
        assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
        VmInfo info = VmInfo.read(folder);
        assertThat(info.isEncrypted()).isTrue();
        assertThat(info.warnings()).isEmpty();
        assertThat(info.readableSecrets()).isEmpty();
        assertThat(info.disks())
                .hasSize(5)
                .allMatch(VmInfo.Disk::isEncrypted)
                .allMatch(disk -> disk.diskId().equals(disk.expectedDiskId()));
        Set<String> deks = new HashSet<>();
        for (String disk : VmFixture.DISKS) {
            deks.add(DiskInfo.read(folder.resolve(disk))
                    .encryption()
                    .orElseThrow()
                    .dekId());
        }
        assertThat(deks).hasSize(5);
        assertThat(info.files().stream().filter(VmInfo.OtherFile::isSecret))
                .hasSize(5)
                .allMatch(VmInfo.OtherFile::isEncrypted);
        assertThat(Files.readString(folder.resolve("vmware.log"))).isEqualTo("powered on\n");
        assertThat(machines.register(folder).envelope()).isPresent();

        machines.decrypt(folder, InPlaceOptions.DEFAULT);
        assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
        assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
        assertThat(provider.createdCount()).isEqualTo(1);
    }

    @Test
    void aShallowRekeyOfAMachineWithSnapshotsTouchesEnvelopesOnly() throws IOException {
        encrypt();
        Map<String, String> before = VmFixture.files(folder);
        List<String> deks = deks();
        VmResult result = machines.rekey(VmRekeyRequest.of(folder));
        Map<String, String> after = VmFixture.files(folder);
        before.remove("web01.vmx");
        after.remove("web01.vmx");
        assertThat(after).isEqualTo(before);
        assertThat(deks()).isEqualTo(deks);
        assertThat(result.envelope().orElseThrow().header().dekGeneration()).isEqualTo(1);
        assertThat(result.envelope().orElseThrow().header().envelopeGeneration())
                .isEqualTo(2);
        assertThat(VmInfo.read(folder).disks())
                .allMatch(disk -> disk.keyId().orElseThrow().equals("kek-2"));
        assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
        machines.decrypt(folder, InPlaceOptions.DEFAULT);
        assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
    }

    @Test
    void aDeepRekeyGivesEveryLinkAndFileNewKeys() throws IOException {
        encrypt();
        List<String> deks = deks();
        VmResult result = machines.rekeyDeep(VmRekeyRequest.of(folder));
        assertThat(result.envelope().orElseThrow().header().dekGeneration()).isEqualTo(2);
        assertThat(deks()).doesNotContainAnyElementsOf(deks);
        for (String stream : VmFixture.STREAMS) {
            assertThat(StreamHeader.peek(folder.resolve(stream)).orElseThrow().dekId())
                    .isEqualTo(result.envelope().orElseThrow().header().dekId());
        }
        assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
        machines.decrypt(folder, InPlaceOptions.DEFAULT);
        assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
    }

    private List<String> deks() throws IOException {
        List<String> deks = new ArrayList<>();
        for (String disk : VmFixture.DISKS) {
            deks.add(DiskInfo.read(folder.resolve(disk))
                    .encryption()
                    .orElseThrow()
                    .dekId());
        }
        return deks;
    }

    /** Stops after the step of that number. */
    private VmEncryption stoppingAfter(int number) {
        int[] left = {number};
        return new VmEncryption(keys, step -> {
            left[0]--;
            if (left[0] == 0) {
                throw new IOException("stopped after '" + step + "'");
            }
        });
    }

    private VmResult perform(VmEncryption with, Kind kind) throws IOException {
        return switch (kind) {
            case ENCRYPT -> with.encrypt(VmEncryptRequest.of(folder, TestKeys.ID));
            case DECRYPT -> with.decrypt(folder, InPlaceOptions.DEFAULT);
            case SHALLOW_REKEY -> with.rekey(VmRekeyRequest.of(folder));
            case DEEP_REKEY -> with.rekeyDeep(VmRekeyRequest.of(folder));
        };
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAfterAnyStepTheSameCallGoesOn(Kind kind) throws IOException {
        if (kind != Kind.ENCRYPT) {
            encrypt();
        }
        int keysBefore = provider.createdCount();
        int steps = 0;
        boolean stopped = true;
        while (stopped) { // one step further each time: what was done before is only looked at
            steps++;
            try {
                perform(stoppingAfter(steps), kind);
                stopped = false;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("stopped");
                if (Files.exists(VmOperation.fileOf(vmx))) {
                    assertThat(VmInfo.read(folder).operation()).contains(kind.label());
                    Kind other = kind == Kind.SHALLOW_REKEY ? Kind.DEEP_REKEY : Kind.SHALLOW_REKEY;
                    assertThatThrownBy(() -> perform(machines, other)).isInstanceOf(VmUnfinishedException.class);
                    assertThatThrownBy(() -> machines.register(folder)).isInstanceOf(VmUnfinishedException.class);
                } else {
                    stopped = false;
                }
            }
            assertThat(steps).isLessThan(40);
        }
        assertThat(provider.createdCount() - keysBefore).isLessThanOrEqualTo(1);
        assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
        if (kind != Kind.DECRYPT) {
            assertThat(VmInfo.read(folder).warnings()).isEmpty();
            machines.register(folder);
            machines.decrypt(folder, InPlaceOptions.DEFAULT);
        }
        assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
    }

    @Test
    void anEncryptionThatIsUnfinishedIsTakenBackByDecrypting() throws IOException {
        for (int step = 1; step < 10; step += 2) {
            VmEncryption stopping = stoppingAfter(step);
            assertThatThrownBy(() -> perform(stopping, Kind.ENCRYPT)).isInstanceOf(IOException.class);
            machines.decrypt(folder, InPlaceOptions.DEFAULT);
            assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
            assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
        }
    }

    @Test
    void aDiskThatIsEncryptedAlreadyKeepsItsKeysUntilTheNextRekey() throws IOException {
        Path disk = folder.resolve("web01_1.vmdk");
        new InPlaceEncryption(keys).encrypt(InPlaceEncryptRequest.of(disk, TestKeys.ID));
        String dek = DiskInfo.read(disk).encryption().orElseThrow().dekId();
        assertThat(VmInfo.read(folder).warnings()).anyMatch(each -> each.contains("though its machine is not"));
        encrypt();
        DiskInfo.Encryption kept = DiskInfo.read(disk).encryption().orElseThrow();
        assertThat(kept.dekId()).isEqualTo(dek);
        assertThat(kept.keyId()).isEqualTo("kek-1");
        machines.rekey(VmRekeyRequest.of(folder));
        assertThat(VmInfo.read(folder).disks())
                .allMatch(each -> each.keyId().orElseThrow().equals("kek-3"));
    }

    @Test
    void aMachineInUseIsRefusedAndStaysAsItWas() throws IOException {
        Files.createDirectory(folder.resolve("web01.vmx.lck"));
        assertThatThrownBy(this::encrypt).isInstanceOf(VmInUseException.class).hasMessageContaining("web01.vmx.lck");
        Files.delete(folder.resolve("web01.vmx.lck"));
        assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void aMissingDiskAndAPlainDiskInAnEncryptedMachineAreRefused() throws IOException {
        Files.move(folder.resolve("web01_1.vmdk"), folder.resolve("gone"));
        assertThatThrownBy(this::encrypt).hasMessageContaining("web01_1.vmdk");
        assertThat(VmInfo.read(folder).warnings()).anyMatch(each -> each.contains("scsi0:1"));
        Files.move(folder.resolve("gone"), folder.resolve("web01_1.vmdk"));
        encrypt();
        Files.copy(
                original.resolve("web01_1.vmdk"), folder.resolve("web01_1.vmdk"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> machines.register(folder)).hasMessageContaining("not encrypted, though its machine");
        assertThatThrownBy(() -> machines.rekey(VmRekeyRequest.of(folder)))
                .hasMessageContaining("not encrypted, though its machine");
    }

    private static void swap(Path one, Path other) throws IOException {
        Path between = one.resolveSibling("between");
        Files.move(one, between);
        Files.move(other, one);
        Files.move(between, other);
    }

    @Test
    void filesThatAreSwappedOrOfAnotherMachineDoNotOpen(@TempDir Path other) throws IOException {
        encrypt();
        VmFixture.copy(original, other);
        machines.encrypt(VmEncryptRequest.of(other, TestKeys.ID));
        swap(folder.resolve("web01.vmss"), folder.resolve("web01.vswp"));
        assertThatThrownBy(() -> machines.register(folder)).hasMessageContaining("renamed or swapped");
        swap(folder.resolve("web01.vmss"), folder.resolve("web01.vswp"));
        swap(folder.resolve("web01.nvram"), other.resolve("web01.nvram"));
        assertThatThrownBy(() -> machines.register(folder)).hasMessageContaining("belongs to the machine");
        swap(folder.resolve("web01.nvram"), other.resolve("web01.nvram"));
        swap(folder.resolve("web01_1.vmdk"), other.resolve("web01_1.vmdk"));
        assertThatThrownBy(() -> machines.register(folder)).hasMessageContaining("expected");
        swap(folder.resolve("web01_1.vmdk"), other.resolve("web01_1.vmdk"));
        machines.register(folder);
    }

    @Test
    void aForgedListOfDisksIsNoticedWithTheKey() throws IOException {
        encrypt();
        Path other = folder.resolve("web01_1.vmdk");
        String expected = DiskInfo.read(other).encryption().orElseThrow().diskId();
        Files.writeString(vmx, settings().replace(expected, "0".repeat(32)), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> machines.register(folder)).hasMessageContaining("expected 0000");
        Files.writeString(vmx, settings().replaceAll("sectorkeep\\.vm\\.disk[0-9]+ = \"0{32} [^\r]*\r\n", ""));
        assertThatThrownBy(() -> machines.rekey(VmRekeyRequest.of(folder)))
                .hasMessageContaining("the list was changed");
    }

    @Test
    void aChangedFileDoesNotDecryptAndStays() throws IOException {
        encrypt();
        Path nvram = folder.resolve("web01.nvram");
        byte[] bytes = Files.readAllBytes(nvram);
        bytes[bytes.length - 1] ^= 1;
        Files.write(nvram, bytes);
        assertThatThrownBy(() -> machines.decrypt(folder, InPlaceOptions.DEFAULT))
                .isInstanceOf(VmFileAuthenticationException.class);
        assertThat(Files.readAllBytes(nvram)).isEqualTo(bytes);
        bytes[bytes.length - 1] ^= 1;
        Files.write(nvram, bytes);
        machines.decrypt(folder, InPlaceOptions.DEFAULT);
        assertThat(VmFixture.files(folder)).isEqualTo(plainFiles);
    }

    @Test
    void aFullFileSystemLeavesAnOperationThatGoesOn() throws IOException {
        int[] calls = {0};
        VmEncryption failing = new VmEncryption(keys, step -> {
            calls[0]++;
            if (calls[0] == 3) {
                throw new IOException("No space left on device");
            }
        });
        assertThatThrownBy(() -> perform(failing, Kind.ENCRYPT))
                .isInstanceOf(VmStoppedException.class)
                .hasMessageContaining("No space left on device");
        encrypt();
        assertThat(VmFixture.contents(vmx, keys)).isEqualTo(contents);
    }

    @Test
    void withoutItsKeyAMachineIsNeitherRegisteredNorChanged() throws IOException {
        encrypt();
        Map<String, String> before = VmFixture.files(folder);
        keys.lock();
        keys.unlock();
        provider.unplug();
        assertThatThrownBy(() -> machines.register(folder)).isInstanceOf(KeyUnavailableException.class);
        assertThatThrownBy(() -> machines.decrypt(folder, InPlaceOptions.DEFAULT))
                .isInstanceOf(KeyUnavailableException.class);
        assertThat(VmFixture.files(folder)).isEqualTo(before);
    }

    @Test
    void whatIsNewSinceIsTakenInByTheNextRekey() throws IOException {
        encrypt();
        Files.writeString(vmx, settings() + "guestinfo.ignition.config.data = \"" + VmFixture.SECRET + "\"\r\n");
        Files.write(folder.resolve("web01-Snapshot2.vmsn"), VmFixture.random(9, 5000));
        assertThat(VmInfo.read(folder).warnings()).hasSize(2);
        machines.rekey(VmRekeyRequest.of(folder));
        assertThat(VmInfo.read(folder).warnings()).isEmpty();
        assertThat(settings()).doesNotContain(VmFixture.SECRET);
        machines.decrypt(folder, InPlaceOptions.DEFAULT);
        assertThat(settings()).contains("guestinfo.ignition.config.data = \"" + VmFixture.SECRET + "\"");
        assertThat(Files.readAllBytes(folder.resolve("web01-Snapshot2.vmsn"))).isEqualTo(VmFixture.random(9, 5000));
    }

    @Test
    void linkedClonesAndDisksOfOtherMachinesAreRefused(@TempDir Path other) throws IOException {
        VmFixture.create(other, "clone.vmdk", "", folder.resolve("web01.vmdk").toString());
        Files.writeString(other.resolve("clone.vmx"), "scsi0:0.fileName = \"clone.vmdk\"\n");
        assertThatThrownBy(() -> machines.encrypt(VmEncryptRequest.of(other, TestKeys.ID)))
                .hasMessageContaining("linked clone");
        Files.writeString(
                other.resolve("clone.vmx"), "scsi0:0.fileName = \"" + folder.resolve("web01_1.vmdk") + "\"\n");
        assertThatThrownBy(() -> machines.encrypt(VmEncryptRequest.of(other, TestKeys.ID)))
                .hasMessageContaining("is a disk of");
        VmFixture.create(folder, "stray.vmdk", "", "web01.vmdk");
        assertThatThrownBy(this::encrypt).hasMessageContaining("stray.vmdk");
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void aDiskInAnotherFolderBelongsToTheMachineThatNamesIt(@TempDir Path other) throws IOException {
        Path disk = other.resolve("data.vmdk");
        VmFixture.create(other, "data.vmdk", "monolithicSparse", "");
        Files.writeString(vmx, settings() + "\r\nnvme0:0.fileName = \"" + disk + "\"\r\n");
        encrypt();
        assertThat(DiskInfo.read(disk).isEncrypted()).isTrue();
        machines.register(folder);
        assertThat(settings()).contains(" " + disk.toRealPath() + "\"");
    }

    @Test
    void machinesThatVMwareEncryptedAndSharedAndPhysicalDisksAreRefused() throws IOException {
        String plain = settings();
        for (String line : List.of(
                "encryption.keySafe = \"vmware:key/list/\"",
                "scsi0.sharedBus = \"physical\"",
                "scsi0:1.sharing = \"multi-writer\"",
                "scsi0:2.fileName = \"/dev/sda\"",
                "scsi0:3.deviceType = \"rawDisk\"\r\nscsi0:3.fileName = \"x.vmdk\"",
                "checkpoint.vmState = \"/etc/passwd\"")) {
            Files.writeString(vmx, plain + "\r\n" + line);
            assertThatThrownBy(this::encrypt).as(line).isInstanceOf(VmRefusedException.class);
        }
        assertThat(provider.createdCount()).isZero();
    }
}
