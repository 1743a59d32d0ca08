// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.StoreSamples;

/** Fixed files of KMIP providers. */
final class ProviderFileSamples {
    static final String PASSWORD = "s3cret-p\u00e4ssword";

    private ProviderFileSamples() {}

    static KmipSettings settings() {
        return new KmipSettings(
                List.of("kms-1.example.org", "[2001:db8::1]:15696"),
                "app 7",
                new KmipTrust.Pins(List.of("sha256:" + "ab".repeat(32))),
                new KmipKeyUse.FetchedWrapped("wk-1"),
                "1.4",
                Duration.ofSeconds(20));
    }

    static ProviderDescription description() {
        return new ProviderDescription(settings(), List.of(), "");
    }

    static ProviderSecrets secrets() {
        return new ProviderSecrets(
                SecretBytes.takeFrom(PASSWORD.getBytes(StandardCharsets.UTF_8)),
                null,
                null,
                SecretBytes.takeFrom(StoreSamples.counting(0x10, 32)));
    }

    /** Vector P1. */
    static KmipProviderFile file() {
        try (DerivationKey key = StoreSamples.derivationKey();
                ProviderSecrets secrets = secrets()) {
            return KmipProviderFile.seal(
                    description(), StoreSamples.headerUnderKeyFile(), key, secrets, StoreSamples.counting(0xe0, 32));
        }
    }
}
