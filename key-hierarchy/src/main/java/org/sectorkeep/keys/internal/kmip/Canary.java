// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipOperations;
import org.sectorkeep.kmip.OutcomeUnknownException;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.RevocationReasonCode;

/** A key that wraps no disk: made only to see that a server makes, gives out and destroys keys. For one thread. */
public final class Canary {
    /** How canaries are called in the server, before something random or lasting. */
    public static final String NAME_PREFIX = "sectorkeep-canary-";

    private static final int NONCE_BYTES = 12;

    private final KmipOperations server;
    private final KeyFetching fetching;
    private final String name;
    private @Nullable String id;

    private Canary(KmipKeys keys, KmipOperations server, String name) {
        this.server = server;
        this.fetching = keys.fetchingFrom(server);
        this.name = name;
    }

    /** One for a single probe of a single server. */
    public static Canary passing(KmipKeys keys, KmipOperations server) {
        return new Canary(keys, server, KeyMaking.randomName(NAME_PREFIX));
    }

    /** The one that stays, and is found by its name. */
    public static Canary standing(KmipKeys keys, String storeIdHex) {
        return new Canary(keys, keys.servers().all(), NAME_PREFIX + storeIdHex);
    }

    /** A step's failure: in KMIP's words, or in ours. */
    @FunctionalInterface
    private interface Step<R> {
        R run() throws KmipException, KeyUnavailableException, AuthenticationException;
    }

    private <R> R run(Step<R> step) throws KeyUnavailableException, AuthenticationException {
        try {
            return step.run();
        } catch (KmipException e) {
            throw Refusals.of(id == null ? "canary '" + name + "'" : "canary key '" + id + "'", e);
        }
    }

    /** The name, and the id if it is known. */
    public String description() {
        return "'" + name + "'" + (id == null ? "" : " with id '" + id + "'");
    }

    /** Its id in the server, once it is there. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    public String make() throws KeyUnavailableException, AuthenticationException {
        return run(() -> {
            try {
                id = KeyMaking.create(server, name);
            } catch (OutcomeUnknownException e) {
                id = only(KeyMaking.locate(server, name), e);
            }
            return description();
        });
    }

    private static String only(List<String> found, OutcomeUnknownException unknown) throws KmipException {
        if (found.size() != 1) {
            throw unknown;
        }
        return found.get(0);
    }

    /** Looks for one that is there already, active; makes it if there is none. */
    public String findOrMake() throws KeyUnavailableException, AuthenticationException {
        return run(() -> {
            List<String> found =
                    KeyMaking.locate(server, name).stream().sorted().toList();
            for (String candidate : found) {
                if (KeyStates.of(server, candidate) == KeyState.ACTIVE) {
                    id = candidate;
                    return description();
                }
            }
            make();
            activate();
            return "made " + description();
        });
    }

    public String activate() throws KeyUnavailableException, AuthenticationException {
        return run(() -> {
            KeyStates.activate(server, known());
            return "active";
        });
    }

    /** The key's bytes, the caller's. */
    public SecretBytes fetch() throws KeyUnavailableException, AuthenticationException {
        return run(() -> fetching.fetch(known()));
    }

    /** Whether the server knows it by its id, where keys are not fetched. */
    public KeyState state() throws KeyUnavailableException, AuthenticationException {
        return run(() -> KeyStates.of(server, known()));
    }

    /** Lets the server wrap and unwrap, and sees that it does not unwrap what was wrapped for something else. */
    public String useRemotely() throws KeyUnavailableException, AuthenticationException {
        byte[] context = RandomBytes.array(NONCE_BYTES);
        return run(() -> {
            try (SecretBytes secret = SecretBytes.random(64)) {
                byte[] sealed = ServerGcm.encrypt(server, known(), RandomBytes.array(NONCE_BYTES), context, secret);
                try (SecretBytes opened = ServerGcm.decrypt(server, known(), context, sealed)) {
                    if (!opened.contentEquals(secret)) {
                        throw new AuthenticationException();
                    }
                }
                requireBound(sealed, context);
            }
            return "the server wrapped and unwrapped a data key";
        });
    }

    private void requireBound(byte[] sealed, byte[] context) throws KmipException, KeyUnavailableException {
        byte[] other = Arrays.copyOf(context, context.length);
        other[0] ^= 1;
        try (SecretBytes opened = ServerGcm.decrypt(server, known(), other, sealed)) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID,
                    "the server takes no notice of associated data: it opened " + opened.lengthBytes()
                            + " bytes that were wrapped for another disk");
        } catch (AuthenticationException | KmipOperationException expected) {
            // that is as it must be
        }
    }

    /** Out of use: an active key cannot be destroyed. */
    public String revoke() throws KeyUnavailableException, AuthenticationException {
        return run(() -> {
            server.revoke(known(), RevocationReasonCode.CESSATION_OF_OPERATION, "sectorkeep canary");
            return "out of use";
        });
    }

    public String destroy() throws KeyUnavailableException, AuthenticationException {
        return run(() -> {
            server.destroy(known());
            id = null;
            return "gone";
        });
    }

    private String known() {
        if (id == null) {
            throw new IllegalStateException("canary '" + name + "' is not there");
        }
        return id;
    }
}
