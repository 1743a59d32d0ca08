// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.InPlaceDecryptRequest;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.InPlaceRekeyRequest;
import org.sectorkeep.engine.MoveRequest;
import org.sectorkeep.engine.RekeyRequest;
import org.sectorkeep.engine.Rekeying;
import org.sectorkeep.engine.VolumeHeaders;
import org.sectorkeep.engine.VolumeMove;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;

/** Rewrites volumes that nobody serves, in this process. */
public final class LocalVolumeWork implements VolumeWork {
    private final HostKeys keys;
    private final InPlaceEncryption disks;

    /**
     * Works with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public LocalVolumeWork(HostKeys keys) {
        this.keys = keys;
        this.disks = new InPlaceEncryption(keys);
    }

    @Override
    public void requireReady(Path descriptor) throws IOException {
        disks.requireReady(descriptor, Optional.empty(), InPlaceOptions.DEFAULT);
    }

    @Override
    public void encrypt(Path descriptor, DeviceVolume.Encryption encryption, InPlaceOptions options)
            throws IOException {
        rewrite(
                descriptor,
                () -> disks.encrypt(new InPlaceEncryptRequest(
                        descriptor,
                        encryption.kek().providerId(),
                        Optional.of(encryption.kek().keyId()),
                        encryption.cipher(),
                        encryption.unit(),
                        options)));
    }

    @Override
    public void decrypt(Path descriptor, InPlaceOptions options) throws IOException {
        rewrite(descriptor, () -> disks.decrypt(new InPlaceDecryptRequest(descriptor, Optional.empty(), options)));
    }

    @Override
    public void rekey(Path descriptor, KeyId kek, InPlaceOptions options) throws IOException {
        rewrite(
                descriptor,
                () -> disks.rekey(new InPlaceRekeyRequest(
                        descriptor,
                        Optional.empty(),
                        Optional.of(kek.providerId()),
                        Optional.of(kek.keyId()),
                        options)));
    }

    private interface Rewriting {
        Object run() throws IOException;
    }

    private void rewrite(Path descriptor, Rewriting rewriting) throws IOException {
        requireReady(descriptor);
        VolumeHeaders.withdraw(descriptor);
        try {
            Object unused = rewriting.run();
        } catch (IOException e) {
            followAfter(e, descriptor);
            throw e;
        }
        VolumeHeaders.follow(descriptor, keys);
    }

    /** Where nothing could be begun, the header is to come back. */
    private void followAfter(IOException failure, Path descriptor) {
        try {
            VolumeHeaders.follow(descriptor, keys);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void rewrap(Path descriptor, KeyId kek) throws IOException {
        new Rekeying(keys)
                .rekey(new RekeyRequest(
                        descriptor, Optional.empty(), Optional.of(kek.providerId()), Optional.of(kek.keyId())));
        VolumeHeaders.follow(descriptor, keys);
    }

    @Override
    public void move(MoveRequest request) throws IOException {
        try (VolumeMove move = VolumeMove.begin(keys, request)) {
            Object unused = move.run();
        }
        VolumeHeaders.follow(request.descriptor(), keys);
    }

    @Override
    public void followHeader(Path descriptor) throws IOException {
        VolumeHeaders.follow(descriptor, keys);
    }
}
