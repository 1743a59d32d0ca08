// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.HostState;
import org.sectorkeep.keys.KeyId;

/** What holds on every database. */
abstract class ControlPlaneContract {
    private static final KeyId OLD = new KeyId("site-a", "1");
    private static final KeyId NEXT = new KeyId("site-a", "2");

    private DirectoryLocation location;
    private ControlPlane control;

    /** An empty directory of its own for each test. */
    abstract DirectoryLocation emptyDirectory() throws Exception;

    @BeforeEach
    void open() throws Exception {
        location = emptyDirectory();
        control = ControlPlane.open(location);
    }

    @AfterEach
    void close() {
        if (control != null) {
            control.close();
        }
    }

    private static List<String> paths(List<KnownEnvelope> known) {
        return known.stream().map(each -> each.location().path()).toList();
    }

    @Test
    void aNewDirectoryHasTheBuiltInPoliciesAndNothingElse() throws IOException {
        assertThat(control.objects().all()).isEmpty();
        assertThat(control.providers().names()).isEmpty();
        assertThat(control.hosts().all()).isEmpty();
        assertThat(control.policies().policies()).containsExactly(VmPolicy.ENCRYPTION, VmPolicy.NO_ENCRYPTION);
        assertThat(control.policies().resolve("vm-encryption").disk("scsi0:0")).isEqualTo(EncryptionPolicy.usual());
    }

    @Test
    void theIndexTellsWhatNeedsAKeyAndKeepsItWhenOpenedAgain() throws IOException {
        ObjectIndex objects = control.objects();
        DiskId disk = DiskId.random();
        assertThat(objects.observe(TestEnvelopes.disk("/vm/a.vmdk", disk, OLD, 1)))
                .isEqualTo(Seen.NEW);
        objects.observe(TestEnvelopes.object(ObjectKind.VM, "/vm/a.vmx", DiskId.random(), OLD, 1));
        objects.observe(TestEnvelopes.object(ObjectKind.BACKUP, "/backup/a.vmdk", disk, OLD, 1));
        assertThat(objects.observe(TestEnvelopes.disk("/vm/a.vmdk", disk, NEXT, 2)))
                .isEqualTo(Seen.UP_TO_DATE);
        control.close();
        control = ControlPlane.open(location);
        assertThat(paths(control.objects().needing(OLD))).containsExactly("/backup/a.vmdk", "/vm/a.vmx");
        assertThat(paths(control.objects().needing(NEXT))).containsExactly("/vm/a.vmdk");
        assertThat(paths(control.objects().needingProvider("site-a"))).hasSize(3);
        assertThat(control.objects().of(disk.hex())).noneMatch(KnownEnvelope::isRolledBack);
    }

    @Test
    void anEnvelopeThatWasPutBackIsToldUntilItIsAccepted() throws IOException {
        DiskId disk = DiskId.random();
        ProtectedObject first = TestEnvelopes.disk("/vm/a.vmdk", disk, OLD, 1);
        control.objects().observe(first);
        control.objects().observe(TestEnvelopes.disk("/vm/a.vmdk", disk, NEXT, 2));
        assertThat(control.objects().observe(first)).isEqualTo(Seen.ROLLED_BACK);
        assertThat(control.objects().observe(first)).isEqualTo(Seen.ROLLED_BACK);
        assertThat(control.objects().needing(OLD)).singleElement().matches(KnownEnvelope::isRolledBack);
        control.objects().accept(first);
        assertThat(control.objects().observe(first)).isEqualTo(Seen.UP_TO_DATE);
        assertThat(control.objects().needing(OLD)).noneMatch(KnownEnvelope::isRolledBack);
    }

    @Test
    void copiesAndRolledBackEnvelopesAreFoundAmongAll() throws IOException {
        DiskId disk = DiskId.random();
        ProtectedObject first = TestEnvelopes.disk("/vm/a.vmdk", disk, OLD, 1);
        ProtectedObject other = TestEnvelopes.disk("/vm/b.vmdk", DiskId.random(), OLD, 1);
        control.objects()
                .observeAll(List.of(
                        first,
                        other,
                        new ProtectedObject(
                                ObjectKind.BACKUP, new ObjectLocation("esx1", "/backup/b"), null, other.envelopes())));
        assertThat(control.objects().copies()).isEmpty();
        assertThat(control.objects().rolledBack()).isEmpty();
        assertThat(control.objects().counts())
                .containsEntry(ObjectKind.DISK, 2L)
                .containsEntry(ObjectKind.BACKUP, 1L)
                .hasSize(2);
        ProtectedObject copy =
                new ProtectedObject(ObjectKind.DISK, new ObjectLocation("esx2", "/vm/b.vmdk"), null, other.envelopes());
        assertThat(control.objects().observe(copy)).isEqualTo(Seen.UP_TO_DATE);
        assertThat(control.objects().copies()).hasSize(2);
        control.objects().observe(TestEnvelopes.disk("/vm/a.vmdk", disk, NEXT, 2));
        control.objects().observe(first);
        assertThat(paths(control.objects().rolledBack())).containsExactly("/vm/a.vmdk");
        control.objects().forgetAll(List.of(first.location(), copy.location()));
        assertThat(control.objects().rolledBack()).isEmpty();
        assertThat(control.objects().copies()).isEmpty();
    }

    @Test
    void bothKeysOfAnOperationUnderWayAreNeeded() throws IOException {
        DiskId disk = DiskId.random();
        ObjectLocation place = new ObjectLocation("esx1", "/vm/a.vmdk");
        ProtectedObject under = new ProtectedObject(
                ObjectKind.DISK,
                place,
                "vm1",
                List.of(TestEnvelopes.envelope(disk, OLD, 1), TestEnvelopes.envelope(disk, NEXT, 2)));
        control.objects().observe(under);
        assertThat(control.objects().needing(OLD)).hasSize(1);
        assertThat(control.objects().needing(NEXT))
                .singleElement()
                .satisfies(known -> assertThat(known.owner()).contains("vm1"));
        assertThat(control.objects().forget(place)).isTrue();
        assertThat(control.objects().forget(place)).isFalse();
        assertThat(control.objects().all()).isEmpty();
    }

    @Test
    void forgettingADiskLeavesItsBackup() throws IOException {
        DiskId disk = DiskId.random();
        ObjectLocation place = new ObjectLocation("esx1", "/a.vmdk");
        control.objects().observe(TestEnvelopes.disk("/a.vmdk", disk, OLD, 1));
        control.objects().observe(TestEnvelopes.object(ObjectKind.BACKUP, "/a.vmdk", disk, OLD, 1));
        control.objects().forget(place);
        assertThat(control.objects().needing(OLD)).singleElement().matches(known -> known.kind() == ObjectKind.BACKUP);
        assertThat(control.objects().forgetBackup(place)).isTrue();
        assertThat(control.objects().needing(OLD)).isEmpty();
    }

    @Test
    void aProviderInUseIsNeitherRemovedNorRenamed() throws IOException {
        ProviderDirectory providers = control.providers();
        providers.add("site-a");
        providers.add("site-b");
        providers.add("site-b");
        assertThat(providers.defaultName()).contains("site-a");
        control.objects().observe(TestEnvelopes.disk("/vm/a.vmdk", DiskId.random(), OLD, 1));
        assertThatThrownBy(() -> providers.remove("site-a"))
                .isInstanceOfSatisfying(
                        InUseException.class,
                        e -> assertThat(paths(e.references())).containsExactly("/vm/a.vmdk"))
                .hasMessage("provider 'site-a' is needed by 1 object: '/vm/a.vmdk'");
        assertThatThrownBy(() -> providers.rename("site-a", "site-c")).isInstanceOf(InUseException.class);
        assertThat(providers.names()).containsExactly("site-a", "site-b");
        providers.rename("site-b", "site-c");
        providers.setDefault("site-c");
        providers.removeEvenIfInUse("site-a");
        assertThat(providers.names()).containsExactly("site-c");
        assertThat(providers.defaultName()).contains("site-c");
        assertThatThrownBy(() -> providers.setDefault("nobody"))
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.UNKNOWN_NAME));
    }

    @Test
    void policiesAreMadeOfComponentsAndBuiltInOnesStay() throws IOException {
        PolicyStore policies = control.policies();
        StorageComponent gold = new StorageComponent(
                "gold",
                new EncryptionPolicy.On(
                        "site-a",
                        EncryptionPolicy.usual().cipher(),
                        EncryptionPolicy.usual().dataUnit(),
                        IoFilters.ALLOWED_BEFORE_ENCRYPTION));
        policies.create(gold);
        VmPolicy own = new VmPolicy(
                "own", StorageComponent.ENCRYPTION.name(), "gold", Map.of("scsi0:1", "no-encryption-properties"));
        policies.create(own);
        assertThat(policies.component("gold")).contains(gold);
        assertThat(policies.policy("own")).contains(own);
        assertThat(policies.resolve("own").disk("scsi0:0")).isEqualTo(gold.encryption());
        assertThat(policies.resolve("own").disk("scsi0:1")).isEqualTo(new EncryptionPolicy.Off());
        assertRefused(() -> policies.delete("gold"), DirectoryException.Reason.IN_USE);
        assertRefused(() -> policies.create(gold), DirectoryException.Reason.NAME_TAKEN);
        assertRefused(() -> policies.delete("vm-encryption"), DirectoryException.Reason.BUILT_IN);
        assertRefused(() -> policies.create(VmPolicy.ENCRYPTION), DirectoryException.Reason.NAME_TAKEN);
        policies.delete("own");
        policies.delete("gold");
        assertRefused(() -> policies.delete("gold"), DirectoryException.Reason.UNKNOWN_NAME);
    }

    @Test
    void aPolicyThatIsRefusedLeavesNothing() throws IOException {
        PolicyStore policies = control.policies();
        VmPolicy disksOnly = new VmPolicy(
                "disks-only", StorageComponent.NO_ENCRYPTION.name(), StorageComponent.ENCRYPTION.name(), Map.of());
        assertThatThrownBy(() -> policies.create(disksOnly))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VM home");
        VmPolicy unknown = new VmPolicy("unknown", "nothing", "nothing", Map.of());
        assertRefused(() -> policies.create(unknown), DirectoryException.Reason.UNKNOWN_NAME);
        assertThat(policies.policies()).hasSize(2);
    }

    private static void assertRefused(ThrowingCallable call, DirectoryException.Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DirectoryException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void hostsAreFoundByClusterAndChangeState() throws IOException {
        HostDirectory hosts = control.hosts();
        hosts.put(new KnownHost("esx1", "lab", HostState.PREPARED));
        hosts.put(new KnownHost("esx2", null, HostState.INCAPABLE));
        hosts.put(new KnownHost("esx1", "lab", HostState.SAFE));
        assertThat(hosts.ofCluster("lab")).containsExactly(new KnownHost("esx1", "lab", HostState.SAFE));
        hosts.remove("esx1");
        assertThat(hosts.all()).containsExactly(new KnownHost("esx2", null, HostState.INCAPABLE));
    }

    @Test
    void aLaterHeadOfAnAuditLogIsNotReplacedByAnEarlierOne() throws IOException {
        AuditHead later = new AuditHead("log", 7, "07");
        control.auditHeads().keep("esx1", later);
        control.auditHeads().keep("esx1", new AuditHead("log", 6, "06"));
        assertThat(control.auditHeads().find("log")).contains(later);
        assertThat(control.auditHeads().find("other")).isEmpty();
        assertThat(control.auditHeads().ofHost("esx1")).containsExactly(later);
        assertThat(control.auditHeads().ofHost("esx2")).isEmpty();
    }

    @Test
    void twoWritersAtOnceLoseNothing() throws Exception {
        int eachWrites = 20;
        DiskId shared = DiskId.random();
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                String folder = "/" + writer + "/";
                running.add(writers.submit(() -> {
                    try (ControlPlane own = ControlPlane.open(location)) {
                        for (int i = 1; i <= eachWrites; i++) {
                            own.objects().observe(TestEnvelopes.disk(folder + i, DiskId.random(), OLD, 1));
                            own.objects().observe(TestEnvelopes.disk(folder + "shared", shared, NEXT, i));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(control.objects().needing(OLD)).hasSize(2 * eachWrites);
        assertThat(control.objects().of(shared.hex()))
                .hasSize(2)
                .allMatch(known -> known.highestGeneration() == eachWrites);
    }
}
