// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.ProviderInfo;

/** The keys of one command: providers are opened, and passphrases asked for, only when a key is needed. */
final class KeyRing implements AutoCloseable {
    private final Context context;
    private final KeyOptions options;
    private final KeyProviders providers;
    private final HostKeys keys;
    private final Map<String, String> formerNames;
    private boolean mayCreateFirst;

    private KeyRing(Context context, KeyOptions options, Map<String, String> formerNames) throws IOException {
        this.formerNames = Map.copyOf(formerNames);
        this.context = context;
        this.options = options;
        this.providers = context.providers();
        this.keys = new HostKeys(this::open, this::warn, context.accounting().listener());
    }

    static KeyRing open(Context context, KeyOptions options) throws IOException {
        return new KeyRing(context, options, Map.of());
    }

    /** Keys of which some providers had other names: those that they have here, by those. */
    static KeyRing renaming(Context context, KeyOptions options, Map<String, String> formerNames) throws IOException {
        return new KeyRing(context, options, formerNames);
    }

    HostKeys keys() {
        return keys;
    }

    /**
     * The provider of a new KEK. Where there is none at all it is the local one that will be made when the KEK is, so
     * that a command that is refused leaves nothing behind.
     */
    String defaultProvider() throws IOException {
        Optional<ProviderInfo> present = providers.defaultProvider();
        if (present.isPresent()) {
            return present.get().name();
        }
        mayCreateFirst = providers.list().isEmpty();
        return mayCreateFirst
                ? KeyProviders.FIRST_LOCAL_NAME
                : providers.defaultOrCreateLocal().provider().name();
    }

    private KeyProvider open(String name) throws KeyUnavailableException {
        if (mayCreateFirst && name.equals(KeyProviders.FIRST_LOCAL_NAME)) {
            createFirst();
        }
        String here = formerNames.get(name);
        if (here != null) {
            return KeyProvider.underFormerName(name, open(here));
        }
        return providers.open(name, purpose -> Passphrases.toOpen(options, purpose), this::warn);
    }

    private void warn(String warning) {
        context.note("warning: " + warning);
    }

    private void createFirst() throws KeyUnavailableException {
        try {
            KeyProviders.DefaultProvider provider = providers.defaultOrCreateLocal();
            if (provider.created()) {
                context.note("made the key provider '" + provider.provider().name() + "', whose key store is '"
                        + provider.provider().store() + "'");
                context.note("back it up now (sectorkeep provider export "
                        + provider.provider().name() + " -o FILE): without it the disks encrypted under it are lost");
            }
        } catch (IOException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "the first local provider could not be made: " + Failure.message(e), e);
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
