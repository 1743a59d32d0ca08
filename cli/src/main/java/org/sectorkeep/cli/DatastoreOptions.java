// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.engine.datastore.DatastoreChange.Leftovers;
import org.sectorkeep.engine.datastore.DatastoreChange.Way;
import org.sectorkeep.engine.datastore.DatastoreRequest;
import org.sectorkeep.vmdk.ChangeTracking;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Under which key the devices of a datastore are, and how their content is rewritten. */
final class DatastoreOptions {
    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "the key provider (default: the datastore's, or the default one)")
    private @Nullable String provider;

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "an existing key of the provider, instead of a new one")
    private @Nullable String keyId;

    @Option(
            names = "--cipher",
            paramLabel = "aes-xts-256|aes-xts-128",
            defaultValue = "aes-xts-256",
            description = "of devices that are not encrypted yet; default: ${DEFAULT-VALUE}")
    private XtsCipher cipher = XtsCipher.AES_XTS_256;

    @Option(
            names = "--data-unit",
            paramLabel = "512|4096",
            defaultValue = "512",
            description = "of the same, in bytes; default: ${DEFAULT-VALUE}")
    private DataUnit unit = DataUnit.BYTES_512;

    @Option(
            names = "--spare",
            paramLabel = "DEVICE",
            description =
                    "an empty device that the first volume is moved to (default: the one that is left from the last"
                            + " time)")
    private @Nullable Path spare;

    @Option(names = "--reduced-redundancy", description = "rewrite devices in place, without a spare one")
    private boolean inPlace;

    @Option(names = "--wipe", description = "overwrite each device that is emptied with random data")
    private boolean wipe;

    @Option(
            names = "--header-copies",
            paramLabel = "DIR",
            description = "a folder, best on another device, for copies of headers for which devices have no room")
    private @Nullable Path headerCopies;

    @Option(
            names = "--resilience",
            paramLabel = "checksum|journal",
            description = "in place: survive writes torn at 512-byte boundaries (checksum, the default) or at any byte"
                    + " (journal, which writes all twice)")
    private @Nullable Resilience resilience;

    @Mixin
    private final RateOption rate = new RateOption();

    /** Without a new key there is nothing to say of providers. */
    DatastoreRequest plain(String name) {
        return request(name, ProgressListener.NONE);
    }

    /** A request that names a provider in any case. */
    DatastoreRequest newKey(String name, KeyRing ring, ProgressListener meter) throws IOException {
        return request(name, meter).provider(provider != null ? provider : ring.defaultProvider());
    }

    DatastoreRequest request(String name, ProgressListener meter) {
        return new DatastoreRequest(
                name,
                Optional.ofNullable(provider),
                Optional.ofNullable(keyId),
                cipher,
                unit,
                Way.IN_PLACE,
                Optional.ofNullable(spare),
                wipe ? Leftovers.WIPE : Leftovers.LEAVE,
                Optional.ofNullable(headerCopies).map(Path::toAbsolutePath),
                new InPlaceOptions(
                        Objects.requireNonNullElse(resilience, Resilience.CHECKSUM),
                        ChangeTracking.KEEP,
                        rate.bytesPerSecond(),
                        meter));
    }

    /** What is unfinished goes on as it was begun, whatever is said now. */
    Way way(Context context, String name) throws IOException {
        if (inPlace && spare != null) {
            throw new UsageException("--spare and --reduced-redundancy exclude each other", "leave one of them out");
        }
        if (inPlace && wipe) {
            throw new UsageException(
                    "--wipe overwrites devices that are emptied, and in place none is",
                    "leave it out, or give --spare");
        }
        boolean spareIsThere = spare != null || hasSpare(context, name);
        if (!inPlace && !spareIsThere) {
            throw new UsageException(
                    "neither --spare nor --reduced-redundancy is given",
                    "--spare DEVICE moves the data, device by device; --reduced-redundancy rewrites devices in place");
        }
        return inPlace ? Way.IN_PLACE : Way.SPARE;
    }

    private static boolean hasSpare(Context context, String name) throws IOException {
        return context.datastores().exists(name)
                && (context.datastores().read(name).spare().isPresent()
                        || context.datastores().read(name).change().isPresent());
    }
}
