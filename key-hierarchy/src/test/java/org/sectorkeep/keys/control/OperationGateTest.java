// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.keys.KeyUse;
import org.sectorkeep.keys.control.CryptoTarget.Disk;
import org.sectorkeep.keys.control.CryptoTarget.Protection;
import org.sectorkeep.keys.control.CryptoTarget.VmHome;
import org.sectorkeep.keys.control.OperationRefusedException.Reason;

class OperationGateTest {
    private static final Path OBJECT = Path.of("/vms/web01/web01.vmx");
    private static final List<CryptoOperation> ALL = List.of(
            new CryptoOperation.Encrypt(),
            new CryptoOperation.Decrypt(),
            new CryptoOperation.ShallowRecrypt(),
            new CryptoOperation.DeepRecrypt(),
            new CryptoOperation.NoOp(),
            new CryptoOperation.Register());

    private final List<KeyUse> told = new ArrayList<>();
    private final OperationGate open = new OperationGate(AccessPolicy.administrator(), told::add);
    private final OperationGate closed = new OperationGate(AccessPolicy.noCryptographyAdministrator(), told::add);

    private List<Class<?>> allowed(CryptoTarget target) {
        List<Class<?>> allowed = new ArrayList<>();
        for (CryptoOperation each : ALL) {
            try {
                open.require(each, target, OBJECT);
                allowed.add(each.getClass());
            } catch (OperationRefusedException e) {
                assertThat(e.getMessage()).contains(each.getClass().getSimpleName());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return allowed;
    }

    private Reason refusal(CryptoOperation operation, CryptoTarget target) {
        try {
            open.require(operation, target, OBJECT);
            throw new AssertionError("allowed");
        } catch (OperationRefusedException e) {
            return e.reason();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPlainMachineIsEncryptedAndNothingElse() {
        assertThat(allowed(new VmHome(Protection.PLAIN, Protection.PLAIN)))
                .containsExactly(
                        CryptoOperation.Encrypt.class, CryptoOperation.NoOp.class, CryptoOperation.Register.class);
    }

    @Test
    void anEncryptedMachineIsNotEncryptedAgain() {
        assertThat(allowed(new VmHome(Protection.ENCRYPTED, Protection.PLAIN)))
                .doesNotContain(CryptoOperation.Encrypt.class)
                .hasSize(5);
    }

    @Test
    void aLockedMachineIsOnlyRegistered() {
        assertThat(allowed(new VmHome(Protection.LOCKED, Protection.PLAIN)))
                .containsExactly(CryptoOperation.NoOp.class, CryptoOperation.Register.class);
        assertThat(refusal(new CryptoOperation.Encrypt(), new Disk(Protection.PLAIN, Protection.LOCKED)))
                .isEqualTo(Reason.LOCKED);
    }

    @Test
    void aDiskIsEncryptedOnlyIfTheHomeOfItsMachineIs() {
        assertThat(refusal(new CryptoOperation.Encrypt(), new Disk(Protection.PLAIN, Protection.PLAIN)))
                .isEqualTo(Reason.HOME_NOT_ENCRYPTED);
        assertThat(allowed(new Disk(Protection.PLAIN, Protection.ENCRYPTED))).contains(CryptoOperation.Encrypt.class);
    }

    @Test
    void aHomeStaysEncryptedForAsLongAsADiskIs() {
        assertThat(refusal(new CryptoOperation.Decrypt(), new VmHome(Protection.ENCRYPTED, Protection.ENCRYPTED)))
                .isEqualTo(Reason.DISKS_ENCRYPTED);
        assertThat(allowed(new Disk(Protection.ENCRYPTED, Protection.ENCRYPTED)))
                .contains(CryptoOperation.Decrypt.class);
    }

    @ParameterizedTest
    @EnumSource(Privilege.class)
    void whatARoleDoesNotGrantIsDeniedAndRecorded(Privilege privilege) {
        assertThatThrownBy(() -> closed.require(privilege, OBJECT))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageContaining("no-cryptography-administrator");
        assertThat(told).containsExactly(KeyUse.denied(privilege.action(), OBJECT, "no-cryptography-administrator"));
    }

    @Test
    void aRoleWithoutCryptographyMayStillRegisterMachines() {
        assertThatCode(() -> closed.require(
                        new CryptoOperation.Register(), new VmHome(Protection.ENCRYPTED, Protection.PLAIN), OBJECT))
                .doesNotThrowAnyException();
        assertThat(told).isEmpty();
    }
}
