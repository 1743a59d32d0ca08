// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/**
 * A provider that answers to the name that it had elsewhere, for envelopes that were made there. It gives keys out under
 * that name and makes none.
 */
final class RenamedProvider implements KeyProvider {
    private final String formerName;
    private final KeyProvider provider;

    RenamedProvider(String formerName, KeyProvider provider) {
        this.formerName = formerName;
        this.provider = provider;
    }

    @Override
    public String id() {
        return formerName;
    }

    private KeyId here(KeyId id) {
        if (!id.providerId().equals(formerName)) {
            throw new IllegalArgumentException("key '" + id + "' is not of provider '" + formerName + "'");
        }
        return new KeyId(provider.id(), id.keyId());
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        throw new KeyUnavailableException(
                KeyUnavailableException.Reason.PROVIDER_INVALID,
                "provider '" + formerName + "' is called '" + provider.id() + "' here, new keys are of that name");
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        Kek kek = provider.kek(here(id));
        if (kek instanceof HeldKek held) {
            return held.renamed(id);
        } else if (kek instanceof RemoteKek remote) {
            return remote.renamed(id);
        }
        kek.close();
        throw new KeyUnavailableException(
                KeyUnavailableException.Reason.PROVIDER_INVALID, "key '" + id + "' cannot be used under another name");
    }

    @Override
    public KeyState state(KeyId id) throws KeyUnavailableException {
        return provider.state(here(id));
    }

    @Override
    public ProviderHealth probe() {
        return provider.probe();
    }

    @Override
    public void close() {
        provider.close();
    }
}
