// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipOperations;
import org.sectorkeep.kmip.OutcomeUnknownException;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.Attributes;
import org.sectorkeep.kmip.message.Enumerated;
import org.sectorkeep.kmip.message.GetAttributes;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResultStatus;

/** Asks for the states of keys, and activates. */
final class KeyStates {
    private static final int ATTEMPTS = 2;
    private static final int BATCH_ITEMS = 128;

    private KeyStates() {}

    /** The state that a server knows the key in. */
    static KeyState of(KmipOperations server, String id) throws KmipException, KeyUnavailableException {
        return known(id, server.getAttributes(id, Attribute.STATE));
    }

    private static KeyState known(String id, Attributes attributes) throws KeyUnavailableException {
        Enumerated<KmipState> state = attributes
                .state()
                .orElseThrow(() -> new KeyUnavailableException(
                        Reason.PROVIDER_INVALID, "the server does not tell the state of key '" + id + "'"));
        if (state instanceof KmipState known) {
            return KeyState.ofCode(known.value());
        }
        throw new KeyUnavailableException(
                Reason.PROVIDER_INVALID, "key '" + id + "' is in state " + state.value() + ", which is not known here");
    }

    /** The states of many keys, as far as any server tells them; for the others ask one by one. */
    static Map<String, KeyState> of(List<KmipClient> servers, Collection<String> ids) {
        Map<String, KeyState> states = new HashMap<>();
        for (KmipClient server : servers) {
            List<String> unknown =
                    ids.stream().filter(id -> !states.containsKey(id)).toList();
            for (int start = 0; start < unknown.size(); start += BATCH_ITEMS) {
                if (!ask(server, unknown.subList(start, Math.min(unknown.size(), start + BATCH_ITEMS)), states)) {
                    break;
                }
            }
        }
        return states;
    }

    /** Whether the server takes batches. */
    private static boolean ask(KmipClient server, List<String> ids, Map<String, KeyState> states) {
        try {
            List<ResponseItem> items = server.batch(ids.stream()
                    .map(id -> new GetAttributes.Request(id, List.of(Attribute.STATE)))
                    .toList());
            for (int i = 0; i < ids.size(); i++) {
                if (items.get(i).resultStatus() == ResultStatus.SUCCESS) {
                    GetAttributes.Response answer = items.get(i).success(GetAttributes.Response.class);
                    states.put(ids.get(i), known(ids.get(i), answer.attributes()));
                }
            }
            return true;
        } catch (KmipException | KeyUnavailableException e) {
            return false; // they are asked one by one, and each says what is wrong
        }
    }

    /**
     * Activates a key that is pre-active. Where it is not known whether that was done, or it was refused, the state
     * decides; only if the key is still pre-active is it asked for once more.
     */
    static void activate(KmipOperations server, String id) throws KmipException, KeyUnavailableException {
        KmipException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                server.activate(id);
                return;
            } catch (OutcomeUnknownException | KmipOperationException e) {
                failure = e;
            }
            KeyState state = of(server, id);
            if (state == KeyState.ACTIVE) {
                return;
            }
            if (state != KeyState.PRE_ACTIVE || failure instanceof KmipOperationException) {
                break;
            }
        }
        throw failure;
    }
}
