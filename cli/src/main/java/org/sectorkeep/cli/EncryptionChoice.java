// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.EncryptionPolicy;
import org.sectorkeep.keys.control.ResolvedPolicy;
import org.sectorkeep.keys.control.StorageComponent;
import picocli.CommandLine.Option;

/** How something is encrypted: as a policy says, or as the options do. */
final class EncryptionChoice {
    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "as this policy of the directory says, instead of --provider, --cipher and --data-unit")
    private @Nullable String policy;

    @Option(names = "--provider", paramLabel = "NAME", description = "the key provider (default: the default one)")
    private @Nullable String provider;

    @Option(names = "--cipher", paramLabel = "aes-xts-256|aes-xts-128", description = "of disks (default: aes-xts-256)")
    private @Nullable XtsCipher cipher;

    @Option(names = "--data-unit", paramLabel = "512|4096", description = "of disks, in bytes (default: 512)")
    private @Nullable DataUnit dataUnit;

    /** How a disk is encrypted. */
    EncryptionPolicy.On forDisk(Context context) throws IOException {
        if (policy == null) {
            return byOptions();
        }
        refuseOptions();
        try (ControlPlane directory = ControlPlane.open(context.directory())) {
            Optional<StorageComponent> component = directory.policies().component(policy);
            return on(
                    policy,
                    component.isPresent()
                            ? component.get().encryption()
                            : directory.policies().resolve(policy).disks());
        }
    }

    /** The provider of new keys that a policy says for the home of machines; the present one if it says none. */
    static Optional<String> provider(Context context, String policy) throws IOException {
        try (ControlPlane directory = ControlPlane.open(context.directory())) {
            return on(policy, directory.policies().resolve(policy).home()).provider();
        }
    }

    /** How a machine is encrypted, whose disks all have the same parameters. */
    EncryptionPolicy.On forMachine(Context context) throws IOException {
        if (policy == null) {
            return byOptions();
        }
        refuseOptions();
        try (ControlPlane directory = ControlPlane.open(context.directory())) {
            ResolvedPolicy resolved = directory.policies().resolve(policy);
            EncryptionPolicy.On disks = on(policy, resolved.disks());
            EncryptionPolicy.On home = on(policy, resolved.home());
            boolean same = resolved.ownDisks().values().stream().allMatch(disks::equals)
                    && home.provider().equals(disks.provider());
            if (!same) {
                throw new UsageException(
                        "policy '" + policy + "' wants other keys or parameters for some disks than for others, or for"
                                + " the home",
                        "a machine is encrypted under one key, its disks alike: sectorkeep policy show " + policy);
            }
            return disks;
        }
    }

    private void refuseOptions() throws UsageException {
        if (provider != null || cipher != null || dataUnit != null) {
            throw new UsageException(
                    "--policy says which provider, cipher and data unit", "leave the policy out, or the others");
        }
    }

    private EncryptionPolicy.On byOptions() {
        EncryptionPolicy.On usual = EncryptionPolicy.usual();
        return new EncryptionPolicy.On(
                provider,
                Objects.requireNonNullElse(cipher, usual.cipher()),
                Objects.requireNonNullElse(dataUnit, usual.dataUnit()),
                usual.filters());
    }

    private static EncryptionPolicy.On on(String policy, EncryptionPolicy found) throws UsageException {
        if (found instanceof EncryptionPolicy.On on) {
            return on;
        }
        throw new UsageException(
                "policy '" + policy + "' says that this is not encrypted", "sectorkeep policy show " + policy);
    }

    /** Whether a provider was named, by an option. */
    boolean namesProvider() {
        return provider != null;
    }
}
