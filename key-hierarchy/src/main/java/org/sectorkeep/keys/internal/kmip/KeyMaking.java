// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.kmip.CreatedKey;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipOperations;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.OutcomeUnknownException;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.Attributes;
import org.sectorkeep.kmip.message.Create;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.ObjectType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes keys: AES-256 for Encrypt and Decrypt, with a random name, by which a key is found again whose making was
 * interrupted. A key is never asked for twice.
 */
final class KeyMaking {
    static final String NAME_PREFIX = "sectorkeep-";

    private static final Logger LOG = LoggerFactory.getLogger(KeyMaking.class);
    private static final int NAME_RANDOM_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final int ENCRYPT_AND_DECRYPT = 0x4 | 0x8; // KMIP 1.4 section 9.1.3.3.1
    private static final String VENDOR = "Sectorkeep";

    private final KeyServers servers;
    private final Consumer<String> warnings;

    KeyMaking(KeyServers servers, Consumer<String> warnings) {
        this.servers = servers;
        this.warnings = warnings;
    }

    static String randomName(String prefix) {
        return prefix + HexFormat.of().formatHex(RandomBytes.array(NAME_RANDOM_BYTES));
    }

    static Attributes attributes(String name) {
        return Attributes.of(
                Attribute.cryptographicAlgorithm(CryptographicAlgorithm.AES),
                Attribute.cryptographicUsageMask(ENCRYPT_AND_DECRYPT),
                Attribute.cryptographicLength(KEY_BITS),
                Attribute.name(name));
    }

    static String create(KmipOperations server, String name) throws KmipException {
        return server.call(new Create.Request(ObjectType.SYMMETRIC_KEY, attributes(name)), Create.Response.class)
                .uniqueIdentifier();
    }

    /** A new active key. */
    String make() throws KeyUnavailableException {
        String name = randomName(NAME_PREFIX);
        String id;
        try {
            id = created(name);
        } catch (OutcomeUnknownException e) {
            id = adopted(name, e);
        } catch (KmipException e) {
            throw Refusals.of("no key could be made", e);
        }
        tag(id);
        try {
            KeyStates.activate(servers.all(), id);
        } catch (KmipException e) {
            throw Refusals.of("the new key '" + id + "' named '" + name + "' could not be activated", e);
        }
        return id;
    }

    /** Makes the key, and sees whether the other servers have it too. */
    private String created(String name) throws KmipException {
        CreatedKey created = servers.all().create(new Create.Request(ObjectType.SYMMETRIC_KEY, attributes(name)));
        created.missingOn().forEach(server -> warnOfLoss(created.id(), server));
        return created.id();
    }

    private void warnOfLoss(String id, KmipServer server) {
        warnings.accept("key '" + id + "' could not be found on KMIP server '" + server
                + "' yet: if the server that made it is lost now, so is the key");
    }

    /** Finds the key whose making was interrupted: exactly one, on whichever servers. */
    private String adopted(String name, OutcomeUnknownException unknown) throws KeyUnavailableException {
        Set<String> found = new TreeSet<>();
        List<KmipServer> without = new ArrayList<>();
        Map<String, KmipException> silent = new LinkedHashMap<>();
        for (KmipClient server : servers.each()) {
            try {
                List<String> here = locate(server, name);
                found.addAll(here);
                if (here.isEmpty()) {
                    without.add(server.server());
                }
            } catch (KmipException e) {
                without.add(server.server());
                silent.put(server.server().toString(), e);
            }
        }
        if (found.size() == 1) {
            LOG.debug("found the key named '{}' whose making was interrupted", name);
            String id = found.iterator().next();
            without.forEach(server -> warnOfLoss(id, server));
            return id;
        }
        String outcome = found.isEmpty()
                ? "no server finds it" + (silent.isEmpty() ? "" : " (not asked: " + silent.keySet() + ")")
                : found.size() + " keys have this name: " + found;
        throw new KeyUnavailableException(
                Reason.PROVIDER_UNREACHABLE,
                "it is not known whether a key named '" + name + "' was made: " + unknown.getMessage() + "; " + outcome,
                unknown);
    }

    static List<String> locate(KmipOperations server, String name) throws KmipException {
        return server.locate(Attribute.name(name));
    }

    /** Says whose key it is, to people who look at it in the server. One that refuses such attributes is tolerated. */
    private void tag(String id) {
        for (Attribute attribute : new Attribute[] {
            Attribute.custom("x-Vendor", VENDOR),
            Attribute.custom("x-Product", VENDOR),
            Attribute.custom("x-Product_Version", version())
        }) {
            try {
                servers.all().addAttribute(id, attribute);
            } catch (KmipException e) {
                LOG.debug("key '{}' stays without attribute '{}': {}", id, attribute.name(), e.getMessage());
                return;
            }
        }
    }

    private static String version() {
        String version = KeyMaking.class.getPackage().getImplementationVersion();
        return version == null ? "1" : version;
    }
}
