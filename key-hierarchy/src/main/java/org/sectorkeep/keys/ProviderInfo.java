// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;

/**
 * A provider that is set up here.
 *
 * @param name its name, which envelopes call the provider id
 * @param kind what sort of provider it is
 * @param isDefault whether new keys come from it when nothing else is said
 * @param store where its key store, or what it needs to reach its keys, is: what to back up
 */
public record ProviderInfo(String name, Kind kind, boolean isDefault, Path store) {
    /** Sorts of providers. */
    public enum Kind {
        /** A key store on this machine. */
        LOCAL,
        /** KMIP key servers; on this machine is what is needed to reach them. */
        KMIP,
        /** Nothing that this program knows: damaged, or made by a later one. */
        UNKNOWN
    }
}
