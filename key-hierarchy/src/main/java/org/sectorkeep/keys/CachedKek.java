// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Duration;

/** A KEK that several users share. It goes when the last of them does, or when everything is locked. */
final class CachedKek {
    /** For how long what the provider said of the key's state is as good as new. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Kek kek;
    private final Duration firstAge;
    private final boolean sealed;
    private final long madeNanos = System.nanoTime();
    private int users;
    private boolean gone;
    private boolean locked;

    private CachedKek(Kek kek, Duration firstAge, boolean sealed) {
        this.kek = kek;
        this.firstAge = firstAge;
        this.sealed = sealed;
    }

    /** One that has just come from its provider. */
    static CachedKek fetched(Kek kek) {
        return new CachedKek(kek, Duration.ZERO, false);
    }

    /** One that lay sealed in this host's storage. */
    static CachedKek unsealed(SealedKekCache.Found found) {
        return new CachedKek(found.kek(), found.age(), true);
    }

    /** Whether the key's state is what its provider said a moment ago. */
    boolean isFresh() {
        return !sealed && age().compareTo(FRESH) < 0;
    }

    private Duration age() {
        return firstAge.plusNanos(System.nanoTime() - madeNanos);
    }

    /** Adds a user, unless the KEK is gone. */
    synchronized boolean retain() {
        if (!gone) {
            users++;
        }
        return !gone;
    }

    /** Removes a user; answers whether it was the last one, upon which the KEK is gone and the caller forgets it. */
    synchronized boolean release() {
        users--;
        if (users == 0) {
            gone = true;
        }
        return users == 0;
    }

    /** Wipes the KEK under its users' hands, who are told that it was locked. */
    void lock() {
        synchronized (this) {
            gone = true;
            locked = true;
        }
        wipe();
    }

    void wipe() {
        kek.close();
    }

    synchronized boolean isLocked() {
        return locked;
    }

    Kek kek() {
        return kek;
    }

    synchronized HostKeys.CachedKey describe() {
        return new HostKeys.CachedKey(kek.id(), kek.state(), age(), users);
    }
}
