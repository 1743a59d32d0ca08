// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.InPlaceOptions;

/**
 * What shall be done to a datastore, and how.
 *
 * @param name the datastore
 * @param providerId where its KEK comes from; of a rekey the present provider when empty
 * @param keyId the provider's id of the KEK to use; a new one is made when empty
 * @param cipher the cipher of volumes that are not encrypted yet
 * @param unit their data unit
 * @param way how content is rewritten
 * @param spare the device that the first volume is moved to; the one that the datastore has when empty
 * @param leftovers what becomes of the content of a device that was emptied
 * @param headerCopies a folder for the copies of headers that are not on their devices; the present one when empty
 * @param options how fast, how safe, and who is told. What is unfinished goes on as it was begun
 */
public record DatastoreRequest(
        String name,
        Optional<String> providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit unit,
        DatastoreChange.Way way,
        Optional<Path> spare,
        DatastoreChange.Leftovers leftovers,
        Optional<Path> headerCopies,
        InPlaceOptions options) {
    /**
     * A request with everything at its default: in place, AES-256, data units of 512 bytes.
     *
     * @param name the datastore
     * @return the request
     */
    public static DatastoreRequest of(String name) {
        return new DatastoreRequest(
                name,
                Optional.empty(),
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_512,
                DatastoreChange.Way.IN_PLACE,
                Optional.empty(),
                DatastoreChange.Leftovers.LEAVE,
                Optional.empty(),
                InPlaceOptions.DEFAULT);
    }

    /**
     * The same with a provider.
     *
     * @param id where the KEK comes from
     * @return the request
     */
    public DatastoreRequest provider(String id) {
        return new DatastoreRequest(
                name, Optional.of(id), keyId, cipher, unit, way, spare, leftovers, headerCopies, options);
    }

    /**
     * The same with a spare device.
     *
     * @param device the device
     * @return the request
     */
    public DatastoreRequest toSpare(Path device) {
        return new DatastoreRequest(
                name,
                providerId,
                keyId,
                cipher,
                unit,
                DatastoreChange.Way.SPARE,
                Optional.of(device),
                leftovers,
                headerCopies,
                options);
    }

    /**
     * The same with a place for copies of headers.
     *
     * @param copies the folder
     * @return the request
     */
    public DatastoreRequest copiesIn(Path copies) {
        return new DatastoreRequest(
                name, providerId, keyId, cipher, unit, way, spare, leftovers, Optional.of(copies), options);
    }

    /**
     * The same with what becomes of what was on devices that are emptied.
     *
     * @param what what
     * @return the request
     */
    public DatastoreRequest leftovers(DatastoreChange.Leftovers what) {
        return new DatastoreRequest(name, providerId, keyId, cipher, unit, way, spare, what, headerCopies, options);
    }

    /**
     * The same with how content is rewritten.
     *
     * @param other how
     * @return the request
     */
    public DatastoreRequest way(DatastoreChange.Way other) {
        return new DatastoreRequest(
                name, providerId, keyId, cipher, unit, other, spare, leftovers, headerCopies, options);
    }
}
