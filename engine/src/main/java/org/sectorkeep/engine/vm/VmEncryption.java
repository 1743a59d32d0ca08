// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.vm.VmOperation.Kind;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;

/**
 * Encrypts, decrypts and re-encrypts virtual machines: their disks, each link of a snapshot chain under a DEK of its own, in
 * place; the files of a running machine; the secrets among their settings. The settings are written last, which commits the
 * operation. After a crash at any moment the same call goes on; until then every other operation on the machine is
 * refused, but that what was encrypted half-way may be decrypted.
 *
 * <p>Each method that changes a machine throws {@link VmInUseException} if a hypervisor, or another call, has it; {@link
 * VmUnfinishedException} if another operation is unfinished; {@link VmRefusedException} if the machine is not in the state
 * that the operation needs; {@link VmStoppedException} if it was begun and stopped; {@link
 * org.sectorkeep.vmdk.DiskInUseException} if a program has a disk open; {@link
 * org.sectorkeep.keys.KeyUnavailableException} if a key cannot be had.
 *
 * <p>Thread-safe and blocking.
 */
public final class VmEncryption {
    private final HostKeys keys;
    private final InPlaceEncryption disks;
    private final VmSteps steps;

    /**
     * Works with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public VmEncryption(HostKeys keys) {
        this(keys, VmSteps.NONE);
    }

    VmEncryption(HostKeys keys, VmSteps steps) {
        this.keys = keys;
        this.disks = new InPlaceEncryption(keys);
        this.steps = steps;
    }

    /**
     * Encrypts a machine. A disk that is encrypted already keeps its keys.
     *
     * @param request what to do
     * @return the encrypted machine
     * @throws IOException if nothing could be begun, or it was stopped
     */
    public VmResult encrypt(VmEncryptRequest request) throws IOException {
        return resumable(request.vm(), Kind.ENCRYPT, request.options(), vm -> beginEncrypting(vm, request));
    }

    private VmOperation beginEncrypting(VmFolder vm, VmEncryptRequest request) throws IOException {
        if (VmLines.of(vm.vmx()).isPresent()) {
            throw new VmRefusedException("'" + vm.vmx().path() + "' is encrypted already");
        }
        VmChecks.refuseForeignEncryption(vm.vmx());
        requireReady(vm);
        VmChecks.refusePlainParentsElsewhere(vm);
        VmChecks.refuseOtherChildren(vm);
        VmChecks.refuseDisksOfOthers(vm);
        VmChecks.requirePlainStreams(vm.streams());
        VmChecks.requireReplaceable(vm.streams());
        ReplacedFile.requireOneName(vm.vmx().path());
        for (VmLink link : vm.disks().own()) {
            boolean encrypted = link.info().isEncrypted();
            disks.requireReady(
                    link.path(), encrypted ? Optional.empty() : Optional.of(request.dataUnit()), request.options());
        }
        requireKeys(vm);
        KeyId kek = kek(request.providerId(), request.keyId());
        Envelope envelope = VmKey.newMachine(keys, kek);
        return begun(vm, new VmOperation(Kind.ENCRYPT, envelope, request.cipher(), request.dataUnit(), Set.of()));
    }

    /**
     * Decrypts a machine, or takes back an encryption that is unfinished: then a disk under another key than the machine's,
     * which had been encrypted before, stays so.
     *
     * @param vm the machine's folder, or its {@code .vmx} file
     * @param options how the disks are changed in place, and who is told how far it is
     * @return the plain machine
     * @throws IOException if nothing could be begun, or it was stopped
     */
    public VmResult decrypt(Path vm, InPlaceOptions options) throws IOException {
        return locked(vm, vmx -> {
            Optional<VmOperation> unfinished = VmOperation.read(vmx);
            boolean takenBack =
                    unfinished.map(each -> each.kind() == Kind.ENCRYPT).orElse(false);
            Optional<VmOperation> former = takenBack ? Optional.empty() : former(vmx, Kind.DECRYPT);
            VmFolder folder = readWhole(vmx);
            VmOperation operation = former.isPresent()
                    ? former.get()
                    : takenBack ? takeBack(folder, unfinished.orElseThrow()) : beginDecrypting(folder, options);
            return run(folder, operation, options);
        });
    }

    private VmOperation beginDecrypting(VmFolder vm, InPlaceOptions options) throws IOException {
        VmLines lines = requireLines(vm.vmx());
        requireReady(vm);
        VmChecks.refuseWrongDisks(vm, lines);
        VmChecks.refuseEncryptedParentsElsewhere(vm);
        requireChangeable(vm, options);
        try (VmKey key = VmKey.open(keys, vm.vmx().path(), lines.envelope())) {
            SecretBlock.restore(vm.vmx(), lines, key);
        }
        return begun(vm, decryption(lines.envelope()));
    }

    private VmOperation takeBack(VmFolder vm, VmOperation encryption) throws IOException {
        VmChecks.requireUnused(vm);
        return begun(vm, decryption(encryption.envelope()));
    }

    private static VmOperation decryption(Envelope envelope) {
        return new VmOperation(Kind.DECRYPT, envelope, XtsCipher.AES_XTS_256, DataUnit.BYTES_512, Set.of());
    }

    /**
     * Wraps the DEKs of a machine and of its disks, with all snapshots, by another KEK. That does not revoke: who has an old
     * copy of the envelopes and the old KEK still opens the machine. A disk that is new is listed from now on.
     *
     * @param request what to do
     * @return the machine with its new envelope
     * @throws IOException if nothing could be begun, or it was stopped
     */
    public VmResult rekey(VmRekeyRequest request) throws IOException {
        return resumable(request.vm(), Kind.SHALLOW_REKEY, request.options(), vm -> beginRekeying(vm, request));
    }

    private VmOperation beginRekeying(VmFolder vm, VmRekeyRequest request) throws IOException {
        VmLines lines = requireLines(vm.vmx());
        requireReady(vm);
        VmChecks.refuseWrongDisks(vm, lines);
        requireKeys(vm);
        try (VmKey present = VmKey.open(keys, vm.vmx().path(), lines.envelope())) {
            SecretBlock.restore(vm.vmx(), lines, present);
            Envelope next = present.rewrapped(keys, nextKek(lines, request));
            return begun(
                    vm, new VmOperation(Kind.SHALLOW_REKEY, next, XtsCipher.AES_XTS_256, DataUnit.BYTES_512, Set.of()));
        }
    }

    /**
     * Encrypts all of a machine anew under new DEKs, link by link and file by file: what a former DEK or KEK opened is of no
     * more use for the machine as it is from now on.
     *
     * @param request what to do
     * @return the machine with its new envelope
     * @throws IOException if nothing could be begun, or it was stopped
     */
    public VmResult rekeyDeep(VmRekeyRequest request) throws IOException {
        return resumable(request.vm(), Kind.DEEP_REKEY, request.options(), vm -> beginRekeyingDeep(vm, request));
    }

    private VmOperation beginRekeyingDeep(VmFolder vm, VmRekeyRequest request) throws IOException {
        VmLines lines = requireLines(vm.vmx());
        requireReady(vm);
        VmChecks.refuseWrongDisks(vm, lines);
        requireChangeable(vm, request.options());
        Set<DekId> former = new HashSet<>();
        for (VmLink link : vm.disks().own()) {
            VmLink.dekId(link.info()).ifPresent(former::add);
        }
        try (VmKey present = VmKey.open(keys, vm.vmx().path(), lines.envelope())) {
            SecretBlock.restore(vm.vmx(), lines, present);
        }
        Envelope next =
                VmKey.nextDek(keys, nextKek(lines, request), lines.envelope().header());
        return begun(vm, new VmOperation(Kind.DEEP_REKEY, next, XtsCipher.AES_XTS_256, DataUnit.BYTES_512, former));
    }

    /**
     * Looks whether a machine that comes to this host could be used here: it is whole, no operation is unfinished, its disks
     * are those that it expects, and every key can be had and opens what it should. Changes nothing.
     *
     * @param vm the machine's folder, or its {@code .vmx} file
     * @return the machine
     * @throws VmFileAuthenticationException if the key that was got does not open the machine
     * @throws IOException if anything of that is not so
     */
    public VmResult register(Path vm) throws IOException {
        Path vmx = VmFolder.findVmx(vm);
        refuseUnfinished(vmx);
        VmFolder folder = readWhole(vmx);
        VmLines lines = requireLines(folder.vmx());
        VmChecks.requireFinished(folder);
        VmChecks.refuseWrongDisks(folder, lines);
        VmChecks.refuseUnlistedDisks(folder, lines);
        requireKeys(folder);
        try (VmKey key = VmKey.open(keys, vmx, lines.envelope())) {
            SecretBlock.restore(folder.vmx(), lines, key);
            requireStreams(folder, key);
        }
        return new VmResult(
                vmx,
                Optional.of(lines.envelope()),
                folder.disks().links().size(),
                folder.streams().size(),
                VmChecks.warnOfMissingDisks(folder, lines));
    }

    /** A file that is new since, such as a snapshot's, may be plain; one that is encrypted is in its place. */
    private static void requireStreams(VmFolder vm, VmKey key) throws IOException {
        for (Path file : vm.streams()) {
            Optional<StreamHeader> header = StreamHeader.peek(file);
            if (header.isPresent()) {
                StreamFiles.requireRole(header.get(), file, key, StreamRole.textOf(file));
            }
        }
    }

    /** Looks whether an operation may begin, and makes its keys. */
    private interface Beginning {
        VmOperation on(VmFolder vm) throws IOException;
    }

    private VmResult resumable(Path vm, Kind kind, InPlaceOptions options, Beginning beginning) throws IOException {
        return locked(vm, vmx -> {
            Optional<VmOperation> former = former(vmx, kind);
            VmFolder folder = readWhole(vmx);
            return run(folder, former.isPresent() ? former.get() : beginning.on(folder), options);
        });
    }

    private interface Work {
        VmResult on(Path vmx) throws IOException;
    }

    @SuppressWarnings("try") // held, not used
    private static VmResult locked(Path vm, Work work) throws IOException {
        Path vmx = VmFolder.findVmx(vm);
        try (VmLock lock = VmLock.of(vmx)) {
            return work.on(vmx);
        }
    }

    /** What an earlier run of the same operation has left; another operation is refused. */
    private static Optional<VmOperation> former(Path vmx, Kind kind) throws IOException {
        Optional<VmOperation> unfinished = VmOperation.read(vmx);
        if (unfinished.isPresent() && unfinished.get().kind() != kind) {
            refuseUnfinished(vmx);
        }
        return unfinished;
    }

    private static void refuseUnfinished(Path vmx) throws IOException {
        Optional<VmOperation> unfinished = VmOperation.read(vmx);
        if (unfinished.isPresent()) {
            throw new VmUnfinishedException("'" + vmx + "' has an unfinished operation: "
                    + unfinished.get().kind().label());
        }
    }

    private static VmFolder readWhole(Path vmx) throws IOException {
        VmFolder vm = VmFolder.read(vmx);
        vm.disks().requireAll();
        return vm;
    }

    private static VmLines requireLines(VmxFile vmx) throws IOException {
        Optional<VmLines> lines = VmLines.of(vmx);
        if (lines.isEmpty()) {
            throw new VmRefusedException("'" + vmx.path() + "' is not encrypted");
        }
        return lines.get();
    }

    private static void requireReady(VmFolder vm) throws IOException {
        VmChecks.requireUnused(vm);
        VmChecks.requireFinished(vm);
    }

    private void requireChangeable(VmFolder vm, InPlaceOptions options) throws IOException {
        VmChecks.requireReplaceable(vm.streams());
        for (VmLink link : vm.disks().own()) {
            disks.requireReady(link.path(), Optional.empty(), options);
        }
        requireKeys(vm);
    }

    /** Refuses before anything is changed if the key of a disk cannot be had. */
    private void requireKeys(VmFolder vm) throws IOException {
        Set<KeyId> needed = new LinkedHashSet<>();
        for (VmLink link : vm.disks().links()) {
            DiskInfo info = link.info();
            VmLink.keyId(info).ifPresent(needed::add);
        }
        for (KeyId id : needed) {
            keys.kek(id).close();
        }
    }

    private KeyId nextKek(VmLines lines, VmRekeyRequest request) throws IOException {
        String present = lines.envelope().header().keyId().providerId();
        return kek(request.providerId().orElse(present), request.keyId());
    }

    private KeyId kek(String providerId, Optional<String> keyId) throws IOException {
        return keyId.isPresent() ? new KeyId(providerId, keyId.get()) : keys.createKek(providerId);
    }

    private VmOperation begun(VmFolder vm, VmOperation operation) throws IOException {
        operation.write(vm.vmx().path());
        steps.done("begun");
        return operation;
    }

    private VmResult run(VmFolder vm, VmOperation operation, InPlaceOptions options) throws IOException {
        VmChecks.requireUnused(vm);
        try {
            return new VmRun(keys, disks, steps, vm, operation, options).run();
        } catch (VmStoppedException | VmRefusedException | VmFileAuthenticationException e) {
            throw e;
        } catch (IOException e) {
            throw VmRun.stopped(vm.vmx().path(), e);
        }
    }
}
