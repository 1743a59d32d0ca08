// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link VolumeMove#begin} shall do.
 *
 * @param descriptor the volume
 * @param target the device that it is brought to, whose content is lost
 * @param encryption what the volume gets; of one that is encrypted already only the KEK counts. In the clear when empty
 * @param headerCopy where a copy of its header will be, if there is no room for the header on the device
 * @param evacuator brings the content there
 * @param maxBytesPerSecond how much is copied in a second at most, from 1 on; {@link Long#MAX_VALUE} for no limit
 * @param progress is told how far it is, and can stop it
 */
public record MoveRequest(
        Path descriptor,
        Path target,
        Optional<DeviceVolume.Encryption> encryption,
        Optional<Path> headerCopy,
        Evacuator evacuator,
        long maxBytesPerSecond,
        ProgressListener progress) {}
