// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.internal.inplace.OperationKind;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.ChildDisks;

/**
 * Encrypts, decrypts and re-encrypts whole snapshot chains in their place: link by link, parents first, each as {@link
 * InPlaceEncryption} does it, under a DEK of its own and all under one KEK. A disk without a parent is a chain of one. After
 * a crash at any moment, in a link or between two, the same call or {@link #resume} on the topmost link goes on.
 *
 * <p>Thread-safe and blocking as {@link InPlaceEncryption} is.
 */
public final class InPlaceChains {
    private final InPlaceMeans means;
    private final InPlaceEncryption single;

    /**
     * Works with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public InPlaceChains(HostKeys keys) {
        this(InPlaceMeans.of(keys));
    }

    InPlaceChains(InPlaceMeans means) {
        this.means = means;
        this.single = new InPlaceEncryption(means);
    }

    /**
     * Encrypts all links. Nothing is changed, and no KEK made, before all of them were found good.
     *
     * @param request what to do; its disk is the topmost link
     * @param others what to do if a link has other children
     * @return the topmost link, and the bytes of content of all links
     * @throws AlreadyEncryptedException if no link is plain
     * @throws DiskRefusedException if another disk names one of the links as its parent, and that is to be refused
     * @throws MixedChainException if an unencrypted link stands above an encrypted one, and other children are refused
     * @throws IOException for the reasons of {@link InPlaceEncryption#encrypt}
     */
    public InPlaceResult encrypt(InPlaceEncryptRequest request, OtherBranches others) throws IOException {
        ChainState chain = ChainState.read(request.disk());
        if (others == OtherBranches.REFUSE
                && former(chain, OperationKind.ENCRYPT).isEmpty()) {
            refuseOtherChildren(chain);
            chain.refuseMixed();
        }
        if (chain.isSingle()) {
            return single.encrypt(request);
        }
        Optional<ChainRecord> former = former(chain, OperationKind.ENCRYPT);
        ChainRecord record = former.isPresent() ? former.get() : beginEncrypting(chain, request);
        return run(chain, record, request.options());
    }

    private ChainRecord beginEncrypting(ChainState chain, InPlaceEncryptRequest request) throws IOException {
        requireWork(
                chain,
                ChainState.Link::isEncrypted,
                new AlreadyEncryptedException(
                        "'" + chain.top().path() + "' and all disks below it are encrypted already"));
        for (ChainState.Link link : chain.links()) {
            if (!link.isEncrypted()) {
                single.requireReady(link.path(), Optional.of(request.dataUnit()), request.options());
            }
        }
        KeyId kek = NewDiskKeys.kek(means.keys(), request.providerId(), request.keyId());
        return begun(
                chain, new ChainRecord(OperationKind.ENCRYPT, kek, request.cipher(), request.dataUnit(), List.of()));
    }

    /**
     * Decrypts all links that are encrypted.
     *
     * @param request what to do; its disk is the topmost link
     * @return the topmost link, and the bytes of content of all links that were encrypted
     * @throws NotEncryptedException if the topmost link is not encrypted
     * @throws WrongDiskException if the topmost link is another disk than expected
     * @throws IOException for the reasons of {@link InPlaceEncryption#decrypt}
     */
    public InPlaceResult decrypt(InPlaceDecryptRequest request) throws IOException {
        ChainState chain = ChainState.read(request.disk());
        Optional<ChainRecord> former = former(chain, OperationKind.DECRYPT);
        if (chain.isSingle()) {
            return single.decrypt(request);
        }
        ChainRecord record = former.isPresent() ? former.get() : beginDecrypting(chain, request);
        return run(chain, record, request.options());
    }

    private ChainRecord beginDecrypting(ChainState chain, InPlaceDecryptRequest request) throws IOException {
        EnvelopeHeader top = requireTop(chain, new DiskUnlocking(means.keys(), request.expected()));
        chain.refuseMixed();
        requireAllGood(chain, request.options());
        return begun(
                chain, new ChainRecord(OperationKind.DECRYPT, top.keyId(), top.cipher(), top.dataUnit(), List.of()));
    }

    /**
     * Encrypts all links that are encrypted anew, each under a new DEK.
     *
     * @param request what to do; its disk is the topmost link
     * @return the topmost link, and the bytes of content of all links that are encrypted
     * @throws NotEncryptedException if the topmost link is not encrypted
     * @throws WrongDiskException if the topmost link is another disk than expected
     * @throws IOException for the reasons of {@link InPlaceEncryption#rekey}
     */
    public InPlaceResult rekey(InPlaceRekeyRequest request) throws IOException {
        ChainState chain = ChainState.read(request.disk());
        Optional<ChainRecord> former = former(chain, OperationKind.REKEY);
        if (chain.isSingle()) {
            return single.rekey(request);
        }
        ChainRecord record = former.isPresent() ? former.get() : beginRekeying(chain, request);
        return run(chain, record, request.options());
    }

    private ChainRecord beginRekeying(ChainState chain, InPlaceRekeyRequest request) throws IOException {
        EnvelopeHeader top = requireTop(chain, new DiskUnlocking(means.keys(), request.expected()));
        chain.refuseMixed();
        requireAllGood(chain, request.options());
        List<String> former = new ArrayList<>();
        for (ChainState.Link link : chain.links()) {
            former.add(ChainRecord.dek(link));
        }
        KeyId kek = NextEnvelope.kek(means.keys(), top, request.providerId(), request.keyId());
        return begun(chain, new ChainRecord(OperationKind.REKEY, kek, top.cipher(), top.dataUnit(), former));
    }

    /**
     * Goes on with whatever is unfinished on a disk or on the chain below it, and finishes it.
     *
     * @param disk the topmost link of the chain, or any disk that is unfinished by itself
     * @param options how; its resilience and change tracking do not matter for what was begun
     * @return the disk; nothing was left to do if no content was rewritten
     * @throws IOException for the reasons of {@link InPlaceEncryption#resume}
     */
    public InPlaceResult resume(Path disk, InPlaceOptions options) throws IOException {
        ChainState chain = ChainState.read(disk);
        Optional<ChainRecord> record = ChainRecord.read(chain.top().path());
        return record.isPresent() ? run(chain, record.get(), options) : single.resume(disk, options);
    }

    /** As far as can be known: a disk does not name its children. */
    private static void refuseOtherChildren(ChainState chain) throws IOException {
        List<Path> links = chain.paths();
        for (Path link : links) {
            for (Path child : ChildDisks.beside(link)) {
                if (!links.contains(child)) {
                    throw new DiskRefusedException("'" + child + "' stands on a disk of the chain of '"
                            + chain.top().path() + "', and would be an unencrypted disk above an encrypted one");
                }
            }
        }
    }

    /** What an earlier run of the same operation has left; another operation is refused. */
    private static Optional<ChainRecord> former(ChainState chain, OperationKind kind) throws IOException {
        Optional<ChainRecord> record = ChainRecord.read(chain.top().path());
        if (record.isPresent() && record.get().kind() != kind) {
            throw new UnfinishedOperationException("'" + chain.top().path() + "' has an unfinished operation: "
                    + record.get().kind().label() + " of its whole chain");
        }
        return record;
    }

    private interface Condition {
        boolean holds(ChainState.Link link);
    }

    private static void requireWork(ChainState chain, Condition done, DiskRefusedException otherwise)
            throws DiskRefusedException {
        for (ChainState.Link link : chain.links()) {
            if (!done.holds(link) || link.isUnfinished()) {
                return;
            }
        }
        throw otherwise;
    }

    private static EnvelopeHeader requireTop(ChainState chain, DiskUnlocking unlocking) throws IOException {
        ChainState.Link top = chain.top();
        EnvelopeHeader header =
                top.header().orElseThrow(() -> new NotEncryptedException("'" + top.path() + "' is not encrypted"));
        unlocking.requireExpected(top.path(), header);
        return header;
    }

    private void requireAllGood(ChainState chain, InPlaceOptions options) throws IOException {
        for (ChainState.Link link : chain.links()) {
            if (link.isEncrypted()) {
                single.requireReady(link.path(), Optional.empty(), options);
            }
        }
    }

    private static ChainRecord begun(ChainState chain, ChainRecord record) throws IOException {
        record.write(chain.top().path());
        return record;
    }

    private InPlaceResult run(ChainState chain, ChainRecord record, InPlaceOptions options) throws IOException {
        List<ChainState.Link> left = new ArrayList<>();
        for (int i = 0; i < chain.links().size(); i++) {
            ChainState.Link link = chain.links().get(i);
            if (record.isLeft(link, i)) {
                left.add(link);
            } else if (Files.exists(InPlaceDisk.journalOf(link.path()))) {
                single.resume(link.path(), options); // done, but for its journal
            }
        }
        ChainProgress progress = new ChainProgress(options.progress(), ChainState.ownBytes(left));
        InPlaceOptions each =
                new InPlaceOptions(options.resilience(), options.tracking(), options.maxBytesPerSecond(), progress);
        List<String> warnings = new ArrayList<>();
        for (ChainState.Link link : left) {
            if (progress.isCancelled()) {
                throw OperationStoppedException.asTold(chain.top().path());
            }
            InPlaceResult result = run(link, record, each);
            progress.add(result.dataBytes());
            warnings.addAll(result.warnings());
        }
        ChainRecord.remove(chain.top().path());
        ChainState.Link top = ChainState.read(chain.top().path()).top();
        return new InPlaceResult(top.path(), top.envelope(), progress.doneBytes(), warnings);
    }

    private InPlaceResult run(ChainState.Link link, ChainRecord record, InPlaceOptions options) throws IOException {
        String providerId = record.kek().providerId();
        Optional<String> keyId = Optional.of(record.kek().keyId());
        return switch (record.kind()) {
            case ENCRYPT ->
                single.encrypt(new InPlaceEncryptRequest(
                        link.path(), providerId, keyId, record.cipher(), record.unit(), options));
            case DECRYPT -> single.decrypt(new InPlaceDecryptRequest(link.path(), Optional.empty(), options));
            case REKEY ->
                single.rekey(new InPlaceRekeyRequest(
                        link.path(), Optional.empty(), Optional.of(providerId), keyId, options));
        };
    }
}
