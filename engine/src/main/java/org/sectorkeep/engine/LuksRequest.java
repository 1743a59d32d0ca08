// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;

/**
 * What {@link LuksConversion#toLuks} shall do.
 *
 * @param source a plain disk, an encrypted one, or a LUKS file
 * @param destination the LUKS file to make
 * @param version the version of its format
 * @param providerId the key provider whose KEK wraps the envelope that the header carries; no envelope when empty, as
 *     it must be for {@link LuksVersion#LUKS1}
 * @param keyId the provider's id of the KEK to use; a new KEK is made when empty
 * @param cipher the cipher of the sectors
 * @param dataUnit the data unit; {@link DataUnit#BYTES_4096} needs {@link LuksVersion#LUKS2} and a capacity of a multiple
 *     of it
 * @param overwrite what to do when the destination is there already
 * @param progress is told how far it is
 */
public record LuksRequest(
        Path source,
        Path destination,
        LuksVersion version,
        Optional<String> providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit dataUnit,
        Overwrite overwrite,
        ProgressListener progress) {
    /**
     * A request with everything at its default: AES-256, data units of 512 bytes, no envelope, nothing overwritten.
     *
     * @param source the disk
     * @param destination the LUKS file to make
     * @param version the version of its format
     * @return the request
     */
    public static LuksRequest of(Path source, Path destination, LuksVersion version) {
        return new LuksRequest(
                source,
                destination,
                version,
                Optional.empty(),
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_512,
                Overwrite.REFUSE,
                ProgressListener.NONE);
    }
}
