// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Duration;

/** A KEK that several users share. It goes when the last of them does, or when everything is locked. */
final class CachedKek {
    private final Kek kek;
    private final long fetchedNanos = System.nanoTime();
    private int users;
    private boolean gone;
    private boolean locked;

    CachedKek(Kek kek) {
        this.kek = kek;
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
        return new HostKeys.CachedKey(kek.id(), kek.state(), Duration.ofNanos(System.nanoTime() - fetchedNanos), users);
    }
}
