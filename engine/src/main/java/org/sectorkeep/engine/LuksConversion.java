// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.engine.internal.luks.HeaderImage;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.engine.internal.luks.NewHeader;
import org.sectorkeep.engine.internal.luks.SlotCost;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Copies disks out of LUKS files and into them: {@link DiskEncryption} for sources, or destinations, in the format of
 * Linux. A LUKS file is opened by passphrase, or by the KEK that the envelope in its header names.
 *
 * <p>Supported are AES-XTS with {@code plain64} counters, in data units of 512 bytes, or 4096 in LUKS2, key slots by
 * PBKDF2, Argon2i and Argon2id, with SHA-1, SHA-256 and SHA-512. What a header says is bounded before it is spent.
 * Threads and failures as for {@link DiskEncryption}.
 */
public final class LuksConversion {
    private final HostKeys keys;
    private final LuksUnlocking unlocking;
    private final NewLuksHeader headers;
    private final Optional<Path> detachedHeader;

    /**
     * Opens and makes files with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     * @param means by what a source is opened
     * @param toOpen where the passphrase of a source comes from
     * @param toSet where the passphrase of a new file comes from
     */
    public LuksConversion(HostKeys keys, LuksMeans means, PassphraseSource toOpen, PassphraseSource toSet) {
        this(keys, means, toOpen, toSet, SlotCost.USUAL);
    }

    LuksConversion(HostKeys keys, LuksMeans means, PassphraseSource toOpen, PassphraseSource toSet, SlotCost cost) {
        this(keys, new LuksUnlocking(keys, toOpen, means), new NewLuksHeader(toSet, cost), Optional.empty());
    }

    private LuksConversion(
            HostKeys keys, LuksUnlocking unlocking, NewLuksHeader headers, Optional<Path> detachedHeader) {
        this.keys = keys;
        this.unlocking = unlocking;
        this.headers = headers;
        this.detachedHeader = detachedHeader;
    }

    /**
     * The same for sources whose header is in a file of its own, such as a detached one or a backup.
     *
     * @param header the file with the header
     * @return conversions that take the encrypted sectors from the source, and how to open them from that file
     */
    public LuksConversion withHeaderOf(Path header) {
        return new LuksConversion(keys, unlocking, headers, Optional.of(header));
    }

    /**
     * Whether a file has a LUKS header.
     *
     * @param path any file; need not exist
     * @return {@code true} for both versions, and for a damaged one whose second header is left
     * @throws org.sectorkeep.vmdk.DiskInUseException if another program, or this one, writes to the file
     * @throws IOException if it cannot be read
     */
    public static boolean isLuks(Path path) throws IOException {
        return LuksFile.isLuks(path);
    }

    /**
     * Makes a plain disk from a LUKS file.
     *
     * @param request what to do; the format is raw when none is given
     * @return the plain disk
     * @throws WrongPassphraseException if no key slot opens with the passphrase
     * @throws LuksFormatException if the header is damaged, or the content is not all there
     * @throws UnsupportedLuksException if the header wants something that is not supported, or costs too much
     * @throws IOException for the reasons of {@link DiskEncryption#decrypt}
     */
    public CopyResult decrypt(DecryptRequest request) throws IOException {
        try (CopySource source = openLuks(request.source(), request.expected())) {
            return DiskEncryption.makePlain(request, source);
        }
    }

    /**
     * Makes an encrypted VMDK, with a disk id and a DEK of its own, from a LUKS file.
     *
     * @param request what to do
     * @return the encrypted disk
     * @throws IOException for the reasons of {@link #decrypt(DecryptRequest)} and {@link DiskEncryption#encrypt}
     */
    public CopyResult encrypt(EncryptRequest request) throws IOException {
        try (CopySource source = openLuks(request.source(), Optional.empty())) {
            return new DiskEncryption(keys).makeEncrypted(request, source);
        }
    }

    /**
     * Makes a LUKS file, with a DEK of its own, from any disk. All passphrases are asked for before the copy begins.
     *
     * @param request what to do
     * @return the LUKS file
     * @throws IllegalArgumentException if an envelope is asked for in a LUKS1 header
     * @throws DiskRefusedException if the disk cannot have the data unit in this version
     * @throws IOException for the reasons of {@link #decrypt(DecryptRequest)} and {@link DiskEncryption#encrypt}
     */
    public CopyResult toLuks(LuksRequest request) throws IOException {
        if (request.version() == LuksVersion.LUKS1 && request.providerId().isPresent()) {
            throw new IllegalArgumentException("a LUKS1 header has no place for an envelope");
        }
        NewLuksHeader.requirePossible(request.destination(), request.version(), request.dataUnit());
        try (CopySource source = openAny(request.source());
                XtsKey dek = XtsKey.generate(request.cipher())) {
            VirtualDisk layout = source.layout();
            NewHeader size = plan(request, Optional.empty());
            try (CopyTarget target = CopyTarget.createBehindHeader(
                    layout,
                    request.destination(),
                    size.totalBytes(request.cipher().keyBytes()),
                    request.overwrite())) {
                target.requireUnit(request.destination(), request.dataUnit());
                return fill(request, source, dek, target);
            }
        }
    }

    /**
     * Opens a LUKS file as a block device that is only read.
     *
     * @param path the LUKS file, or the encrypted sectors where the header is in a file of its own
     * @return the open disk
     * @throws IOException for the reasons of {@link #decrypt(DecryptRequest)}
     */
    public BlockDevice open(Path path) throws IOException {
        return openFile(path, Optional.empty()).device();
    }

    private CopyResult fill(LuksRequest request, CopySource source, XtsKey dek, CopyTarget target) throws IOException {
        Optional<Envelope> envelope = envelope(request, source.layout().capacityBytes(), dek);
        HeaderImage header = headers.make(request.destination(), plan(request, envelope), dek);
        try (RangeCipher cipher = new RangeCipher(SectorCipher.create(dek, request.dataUnit()))) {
            long dataBytes = target.fillEncrypted(source.plaintext(), cipher, request.progress());
            target.commitWithHeader(header.start());
            return new CopyResult(request.destination(), envelope, dataBytes, source.warningsAfterReading());
        }
    }

    private NewHeader plan(LuksRequest request, Optional<Envelope> envelope) {
        return headers.plan(request.version(), LuksPlacement.ATTACHED, request.dataUnit(), envelope);
    }

    private Optional<Envelope> envelope(LuksRequest request, long capacityBytes, XtsKey dek) throws IOException {
        if (request.providerId().isEmpty()) {
            return Optional.empty();
        }
        KeyId kek = NewDiskKeys.kek(keys, request.providerId().get(), request.keyId());
        return Optional.of(NewDiskKeys.wrap(keys, kek, capacityBytes, dek, request.dataUnit()));
    }

    private CopySource openAny(Path path) throws IOException {
        if (detachedHeader.isPresent() || isLuks(path)) {
            return openLuks(path, Optional.empty());
        }
        VirtualDisk disk = VirtualDisk.open(path, Access.READ_ONLY);
        return EncryptionLines.of(disk.descriptor()).isPresent()
                ? CopySource.encrypted(EncryptedDisk.open(disk, DiskUnlocking.anyDisk(keys)))
                : CopySource.plain(path, disk);
    }

    private CopySource openLuks(Path path, Optional<DiskId> expected) throws IOException {
        return openFile(path, expected).source();
    }

    private LuksFile.Content openFile(Path path, Optional<DiskId> expected) throws IOException {
        LuksFile file = LuksFile.open(detachedHeader.orElse(path));
        try {
            LuksHeader header = file.header();
            long capacityBytes = file.requireContent(header, path);
            try (SecretBytes volumeKey = unlocking.volumeKey(file, header, capacityBytes, expected)) {
                return file.content(header, path, volumeKey);
            }
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, file);
            throw e;
        }
    }
}
