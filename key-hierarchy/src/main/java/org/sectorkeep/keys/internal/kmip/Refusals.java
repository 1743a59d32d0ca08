// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.kmip.KeyMissingException;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.NoServerException;
import org.sectorkeep.kmip.TlsMaterialException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.message.Enumerated;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.ResultReason;

/** What a failure of the key servers means to whoever needs a key, with each server's own words. */
final class Refusals {
    private Refusals() {}

    /** The failure of something that was about a key, or about the provider as a whole. */
    static KeyUnavailableException of(String subject, KmipException failure) {
        return new KeyUnavailableException(reason(failure), subject + ": " + words(failure), failure);
    }

    /** The failure of one server. */
    static KeyUnavailableException of(KmipServer server, KmipException failure) {
        return new KeyUnavailableException(reason(failure), words(server, failure), failure);
    }

    static Reason reason(KmipException failure) {
        if (failure instanceof KeyMissingException missing) {
            return missing.scope() == KeyMissingException.Scope.EVERYWHERE
                    ? Reason.MISSING_IN_PROVIDER
                    : Reason.PROVIDER_UNREACHABLE;
        }
        if (failure instanceof NoServerException none) {
            return ofAll(none.perServer().values());
        }
        if (failure instanceof KmipOperationException refused) {
            return refused.reason().map(Refusals::reason).orElse(Reason.PROVIDER_INVALID);
        }
        if (failure instanceof KmipTransportException broken && isAboutUs(broken)) {
            return Reason.NO_PERMISSION;
        }
        return failure instanceof TlsMaterialException ? Reason.PROVIDER_INVALID : Reason.PROVIDER_UNREACHABLE;
    }

    /** Whether the server is there, but does not trust us. */
    static boolean isAboutUs(KmipTransportException failure) {
        return failure.failure() == TransportFailure.CLIENT_CERTIFICATE_WANTED
                || failure.failure() == TransportFailure.CLIENT_CERTIFICATE_REFUSED;
    }

    /** One reason if all servers give the same, else that none of them serves. */
    private static Reason ofAll(Collection<KmipException> failures) {
        var reasons = failures.stream().map(Refusals::reason).collect(Collectors.toSet());
        return reasons.size() == 1 ? reasons.iterator().next() : Reason.PROVIDER_UNREACHABLE;
    }

    private static Reason reason(Enumerated<ResultReason> reason) {
        if (reason == ResultReason.ITEM_NOT_FOUND || reason == ResultReason.OBJECT_DESTROYED) {
            return Reason.MISSING_IN_PROVIDER;
        }
        boolean permission = reason == ResultReason.PERMISSION_DENIED
                || reason == ResultReason.AUTHENTICATION_NOT_SUCCESSFUL
                || reason == ResultReason.NOT_EXTRACTABLE
                || reason == ResultReason.SENSITIVE;
        return permission ? Reason.NO_PERMISSION : Reason.PROVIDER_INVALID;
    }

    /** Whether a server refused for one of these reasons. */
    static boolean isOneOf(KmipOperationException failure, ResultReason... reasons) {
        return failure.reason()
                .filter(reason -> List.of(reasons).contains(reason))
                .isPresent();
    }

    /** Whether the key, and not the way to it, is what failed. */
    static boolean isMissing(KmipException failure) {
        return reason(failure) == Reason.MISSING_IN_PROVIDER;
    }

    private static String words(KmipException failure) {
        if (failure instanceof KeyMissingException missing
                && !missing.perServer().isEmpty()) {
            return words(missing.perServer());
        }
        return failure instanceof NoServerException none
                ? words(none.perServer())
                : String.valueOf(failure.getMessage());
    }

    private static String words(Map<KmipServer, KmipException> perServer) {
        return perServer.entrySet().stream()
                .map(entry -> words(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String words(KmipServer server, KmipException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains(server.toString()) ? message : "KMIP server '" + server + "': " + message;
    }
}
