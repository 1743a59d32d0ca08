// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.keys.KmipProviderDetails;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.LocalProviderDetails;
import org.sectorkeep.keys.ProviderHealth;
import org.sectorkeep.keys.ProviderInfo;

/** What the provider commands print with {@code --json}; the names are part of the contract. */
final class ProviderJson {
    private ProviderJson() {}

    static String list(List<ProviderInfo> providers) {
        return Json.text(
                Map.of("providers", providers.stream().map(ProviderJson::fields).toList()));
    }

    static String details(LocalProviderDetails details) {
        Map<String, @Nullable Object> fields = fields(details.info());
        fields.put("storeId", details.storeId());
        fields.put("protection", details.needsPassphrase() ? "passphrase" : "key-file");
        fields.put("keyFile", details.keyFilePath().map(Object::toString).orElse(null));
        fields.put("keys", details.keys().stream().map(ProviderJson::fields).toList());
        return Json.text(fields);
    }

    static String details(KmipProviderDetails details) {
        KmipSettings settings = details.settings();
        Map<String, @Nullable Object> fields = fields(details.info());
        fields.put("storeId", details.storeId());
        fields.put("protection", details.keyFile().isPresent() ? "key-file" : "passphrase");
        fields.put("keyFile", details.keyFile().map(Object::toString).orElse(null));
        fields.put("servers", settings.servers());
        fields.put("user", settings.user().orElse(null));
        fields.put("kmipVersion", settings.version().orElse(null));
        fields.put("deadlineMillis", settings.callDeadline().toMillis());
        fields.put("use", use(settings.use()));
        fields.put(
                "wrappingKeyId",
                settings.use() instanceof KmipKeyUse.FetchedWrapped wrapped ? wrapped.wrappingKeyId() : null);
        return Json.text(fields);
    }

    static String use(KmipKeyUse use) {
        if (use instanceof KmipKeyUse.FetchedWrapped) {
            return "wrapped";
        }
        return use instanceof KmipKeyUse.Remote ? "remote" : "fetched";
    }

    static String health(ProviderHealth health) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("provider", health.providerId());
        fields.put("healthy", health.healthy());
        fields.put("checks", health.checks());
        fields.put(
                "certificates",
                health.certificates().stream().map(ProviderJson::fields).toList());
        return Json.text(fields);
    }

    static String kind(ProviderInfo provider) {
        return provider.kind().name().toLowerCase(Locale.ROOT);
    }

    static String state(KeyState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, @Nullable Object> fields(ProviderInfo provider) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", provider.name());
        fields.put("kind", kind(provider));
        fields.put("default", provider.isDefault());
        fields.put("store", provider.store().toString());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(ProviderHealth.Certificate certificate) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("server", certificate.server());
        fields.put("subject", certificate.subject());
        fields.put("notAfter", certificate.notAfter().toString());
        fields.put("daysLeft", certificate.daysLeft());
        return fields;
    }

    private static Map<String, Object> fields(LocalProviderDetails.IssuedKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("keyId", key.id().keyId());
        fields.put("state", state(key.state()));
        fields.put("created", key.created().toString());
        return fields;
    }
}
