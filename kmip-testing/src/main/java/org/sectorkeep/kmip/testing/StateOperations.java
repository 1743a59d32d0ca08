// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Activate, Revoke, Destroy, Check (KMIP 1.4, sections 4.19 to 4.21 and 4.10). */
final class StateOperations {
    private static final int KEY_COMPROMISE = 2;
    private static final int CA_COMPROMISE = 3;

    private StateOperations() {}

    static List<Ttlv> activate(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        if (key.state() != TestKey.PRE_ACTIVE) {
            throw new Refusal(Refusal.PERMISSION_DENIED, "object '" + key.id() + "' is not pre-active");
        }
        key.state(TestKey.ACTIVE);
        key.set("Activation Date", now());
        return List.of(Trees.id(key.id()));
    }

    static List<Ttlv> revoke(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        int reason =
                Trees.neededNumber(Trees.neededStructure(payload, Tag.REVOCATION_REASON), Tag.REVOCATION_REASON_CODE);
        boolean compromised = reason == KEY_COMPROMISE || reason == CA_COMPROMISE;
        if (!compromised && key.state() != TestKey.ACTIVE) {
            throw new Refusal(Refusal.ILLEGAL_OPERATION, "object '" + key.id() + "' is not active");
        }
        key.state(compromised ? TestKey.COMPROMISED : TestKey.DEACTIVATED);
        key.set(compromised ? "Compromise Date" : "Deactivation Date", now());
        return List.of(Trees.id(key.id()));
    }

    static List<Ttlv> destroy(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        if (key.state() == TestKey.ACTIVE) {
            throw new Refusal(Refusal.PERMISSION_DENIED, "object '" + key.id() + "' is active");
        }
        key.state(key.state() == TestKey.COMPROMISED ? TestKey.DESTROYED_COMPROMISED : TestKey.DESTROYED);
        key.set("Destroy Date", now());
        return List.of(Trees.id(key.id()));
    }

    static List<Ttlv> check(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        int allowed = key.number("Cryptographic Usage Mask").orElse(0);
        int wanted = Trees.number(payload, Tag.CRYPTOGRAPHIC_USAGE_MASK).orElse(0);
        // What does not agree is named in the answer.
        return (wanted & ~allowed) == 0
                ? List.of(Trees.id(key.id()))
                : List.of(Trees.id(key.id()), new Ttlv.Int(Tag.CRYPTOGRAPHIC_USAGE_MASK, allowed));
    }

    private static Ttlv now() {
        return new Ttlv.DateTime(Tag.ATTRIBUTE_VALUE, System.currentTimeMillis() / 1000);
    }
}
