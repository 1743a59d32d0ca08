// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.control.EncryptionPolicy;
import org.sectorkeep.keys.control.IoFilters;
import org.sectorkeep.keys.control.StorageComponent;
import org.sectorkeep.keys.control.VmPolicy;
import picocli.CommandLine.Option;

/** What a new policy says. */
final class PolicyOptions {
    @Option(names = "--encrypt", description = "a component by which things are encrypted")
    private boolean encrypt;

    @Option(names = "--plain", description = "a component by which nothing is encrypted")
    private boolean plain;

    @Option(names = "--provider", paramLabel = "NAME", description = "of new keys (default: the default one)")
    private @Nullable String provider;

    @Option(names = "--cipher", paramLabel = "aes-xts-256|aes-xts-128", description = "of disks")
    private @Nullable XtsCipher cipher;

    @Option(names = "--data-unit", paramLabel = "512|4096", description = "of disks, in bytes")
    private @Nullable DataUnit dataUnit;

    @Option(
            names = "--allow-filters-before-encryption",
            description = "I/O filters may see plaintext; kept for those who look, no filter runs here")
    private boolean allowFilters;

    @Option(names = "--home", paramLabel = "COMPONENT", description = "for everything of a machine but its disks")
    private @Nullable String home;

    @Option(names = "--disks", paramLabel = "COMPONENT", description = "for disks")
    private @Nullable String disks;

    @Option(
            names = "--disk",
            paramLabel = "DEVICE=COMPONENT",
            description = "for one disk, such as scsi0:1; may be given several times")
    private @Nullable Map<String, String> ownDisks;

    boolean isOfVm() {
        return home != null || disks != null || ownDisks != null;
    }

    private boolean isOfComponent() {
        return encrypt || plain || provider != null || cipher != null || dataUnit != null || allowFilters;
    }

    VmPolicy vmPolicy(String name, Optional<VmPolicy> base) throws UsageException {
        if (isOfComponent()) {
            throw new UsageException(
                    "a VM policy says how by its components only", "make a component of that kind, and name it");
        }
        String homeName = home != null ? home : base.map(VmPolicy::home).orElse(null);
        String disksName = disks != null ? disks : base.map(VmPolicy::disks).orElse(null);
        if (homeName == null || disksName == null) {
            throw new UsageException("a VM policy needs --home and --disks", "name a component for each");
        }
        Map<String, String> own = new TreeMap<>(base.map(VmPolicy::ownDisks).orElse(Map.of()));
        if (ownDisks != null) {
            own.putAll(ownDisks);
        }
        return new VmPolicy(name, homeName, disksName, own);
    }

    StorageComponent component(String name, Optional<StorageComponent> base) throws UsageException {
        if (isOfVm() || (encrypt && plain)) {
            throw new UsageException(
                    "a component says one thing, and nothing of machines", "give --encrypt or --plain, without --home");
        }
        if (base.isEmpty() && !isOfComponent()) {
            throw new UsageException(
                    "the policy would say nothing", "give --encrypt, --plain, --home and --disks, or --from NAME");
        }
        boolean baseIsPlain = base.map(each -> each.encryption() instanceof EncryptionPolicy.Off)
                .orElse(false);
        boolean onlyFrom = !encrypt && baseIsPlain && !isOfComponent();
        if (plain || onlyFrom) {
            return new StorageComponent(name, new EncryptionPolicy.Off());
        }
        EncryptionPolicy.On usual = base.isPresent() && base.get().encryption() instanceof EncryptionPolicy.On on
                ? on
                : EncryptionPolicy.usual();
        return new StorageComponent(
                name,
                new EncryptionPolicy.On(
                        provider != null ? provider : usual.providerOrNull(),
                        Objects.requireNonNullElse(cipher, usual.cipher()),
                        Objects.requireNonNullElse(dataUnit, usual.dataUnit()),
                        allowFilters ? IoFilters.ALLOWED_BEFORE_ENCRYPTION : usual.filters()));
    }
}
