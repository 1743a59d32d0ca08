// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.MoveRequest;
import org.sectorkeep.keys.KeyId;

/**
 * Who rewrites one volume: this process ({@link LocalVolumeWork}), or one that serves it meanwhile. Each call goes on with
 * what an earlier one of the same kind left, and leaves the volume with a header that fits its descriptor.
 */
public interface VolumeWork {
    /**
     * Looks whether a volume could be rewritten now. Changes nothing.
     *
     * @param descriptor the volume
     * @throws IOException if it could not, such as because another program has it open
     */
    void requireReady(Path descriptor) throws IOException;

    /**
     * Encrypts a volume in place.
     *
     * @param descriptor the volume
     * @param encryption what it gets
     * @param options how
     * @throws IOException for the reasons of {@link org.sectorkeep.engine.InPlaceEncryption#encrypt}
     */
    void encrypt(Path descriptor, DeviceVolume.Encryption encryption, InPlaceOptions options) throws IOException;

    /**
     * Decrypts a volume in place.
     *
     * @param descriptor the volume
     * @param options how
     * @throws IOException for the reasons of {@link org.sectorkeep.engine.InPlaceEncryption#decrypt}
     */
    void decrypt(Path descriptor, InPlaceOptions options) throws IOException;

    /**
     * Encrypts a volume anew in place.
     *
     * @param descriptor the volume
     * @param kek the KEK of its new envelope
     * @param options how
     * @throws IOException for the reasons of {@link org.sectorkeep.engine.InPlaceEncryption#rekey}
     */
    void rekey(Path descriptor, KeyId kek, InPlaceOptions options) throws IOException;

    /**
     * Gives a volume another envelope around the same DEK.
     *
     * @param descriptor the volume
     * @param kek the KEK of its new envelope
     * @throws IOException for the reasons of {@link org.sectorkeep.engine.Rekeying#rekey}
     */
    void rewrap(Path descriptor, KeyId kek) throws IOException;

    /**
     * Moves a volume to another device.
     *
     * @param request what to do
     * @throws IOException for the reasons of {@link org.sectorkeep.engine.VolumeMove}
     */
    void move(MoveRequest request) throws IOException;

    /**
     * Brings the header of a volume to what its descriptor says, if nobody else does.
     *
     * @param descriptor the volume
     * @throws IOException for the reasons of {@link org.sectorkeep.engine.VolumeHeaders#follow}
     */
    void followHeader(Path descriptor) throws IOException;
}
