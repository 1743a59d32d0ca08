// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentDisk;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.agent.LockedException;
import org.sectorkeep.engine.InPlaceResult;
import org.sectorkeep.engine.OnlineOperation;
import org.sectorkeep.engine.OperationStoppedException;
import org.sectorkeep.engine.RekeyRequest;
import org.sectorkeep.engine.Rekeying;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.nbd.NbdExport;

/**
 * A disk that shall be served: open, or locked for a reason and tried again until it can be opened. Its export appears when
 * its size is known, and stays until the disk is removed. Thread-safe.
 */
public final class ServedDisk {
    /** How it is with the disk. */
    public enum State {
        SERVED,
        LOCKED
    }

    /**
     * What is told of the disk.
     *
     * @param reason why it is locked; null if it is served
     * @param detail one line that says more of the reason; empty if there is nothing to say
     * @param retryMillis when it is tried again; negative if it is not
     * @param facts what its files say; null if they could not be read
     * @param operation what is done to it in place, if anything
     */
    public record Status(
            AgentDisk disk,
            State state,
            @Nullable LockReason reason,
            String detail,
            long retryMillis,
            @Nullable DiskFacts facts,
            @Nullable Operation operation) {}

    private final AgentDisk disk;
    private final Host host;
    private final Runnable keyCame;
    private final DiskOpener opener;
    private final Attempts attempts;
    private final IoMeter meter;
    /** Held while the disk is opened, closed or exchanged; never by what clients call. */
    private final ReentrantLock changing = new ReentrantLock(true);

    private volatile boolean unwanted;
    private volatile boolean removed;
    private volatile boolean closing;
    private volatile LockReason reason = LockReason.NOT_TRIED_YET;
    private volatile String detail = "";
    private volatile @Nullable DiskDoor door;
    private volatile @Nullable OpenDisk open;
    /** What was last known while the disk was not open. */
    private volatile @Nullable DiskFacts facts;

    /** Locked; {@code keyCame} is called when it was opened by itself after a key could not be had. */
    public ServedDisk(AgentDisk disk, Host host, Runnable keyCame) {
        this.disk = disk;
        this.host = host;
        this.keyCame = keyCame;
        this.opener = new DiskOpener(host.keys());
        this.attempts = new Attempts(host.timer(), host.retry(), this::retry);
        this.meter = host.meters().of(disk.export());
    }

    public AgentDisk disk() {
        return disk;
    }

    public Status status() {
        OpenDisk present = open; // read once, so that what is told fits together
        boolean served = present != null && !unwanted;
        return new Status(
                disk,
                served ? State.SERVED : State.LOCKED,
                served ? null : unwanted ? LockReason.BY_COMMAND : reason,
                served ? "" : unwanted ? unfinished(present) : detail,
                served || unwanted ? -1 : attempts.leftMillis(),
                present == null ? facts : present.facts(),
                present == null ? null : present.operation().orElse(null));
    }

    /** Whether a lock by command waits for what was asked for before it, and its keys are still there. */
    private String unfinished(@Nullable OpenDisk present) {
        return present != null || closing ? "the lock waits for storage, its keys are still held" : "";
    }

    /** Opens the disk now, on command. */
    public void unlock() throws IOException {
        unlock(Map.of());
    }

    /** Opens the disk now, on command, without asking again for keys that were asked for in vain. */
    void unlock(Map<KeyId, KeyUnavailableException> missing) throws IOException {
        unwanted = false;
        changing.lock();
        try {
            attempts.reset();
            tryOpen(missing);
        } finally {
            changing.unlock();
        }
    }

    /** The keys that it needs. What its files say is told from now on, and its export appears, whether it can be opened or not. */
    Set<KeyId> look() {
        changing.lock();
        try {
            OpenDisk present = open;
            if (present != null || removed) {
                return present == null ? Set.of() : present.facts().needed();
            }
            DiskFacts found = DiskOpener.look(disk);
            know(found);
            return found.needed();
        } catch (IOException e) {
            return Set.of(); // the attempt to open it tells
        } finally {
            changing.unlock();
        }
    }

    private void retry() {
        LockReason former = reason;
        if (attempt(Map.of()) && former.isOfKey()) {
            keyCame.run();
        }
    }

    /** Opens the disk now unless it is locked by command; answers whether it was opened. A failure is told as its reason. */
    boolean attempt(Map<KeyId, KeyUnavailableException> missing) {
        changing.lock();
        try {
            boolean wasOpen = open != null;
            if (!unwanted && !removed) {
                tryOpen(missing);
            }
            return !wasOpen && open != null;
        } catch (IOException e) {
            return false; // told, and scheduled again
        } finally {
            changing.unlock();
        }
    }

    private void tryOpen(Map<KeyId, KeyUnavailableException> missing) throws IOException {
        if (open != null || removed) {
            return;
        }
        attempts.cancel();
        try {
            serve(opener.open(disk, missing, this::know));
        } catch (IOException e) {
            failed(LockReason.of(e), e);
            throw e;
        } catch (RuntimeException e) {
            failed(LockReason.FAILED, e);
            throw e;
        }
        Operation unfinished = operation();
        if (unfinished != null) {
            run(unfinished);
        }
    }

    private @Nullable Operation operation() {
        OpenDisk present = open;
        return present == null ? null : present.operation().orElse(null);
    }

    private void know(DiskFacts found) {
        facts = found;
        DiskDoor present = door;
        if (present != null && present.sizeBytes() == found.capacityBytes()) {
            return;
        }
        if (present != null) { // another program made it larger while it was locked
            host.exports().remove(disk.export());
        }
        boolean readOnly = disk.access() == AgentDisk.Access.READ_ONLY;
        DiskDoor made = new DiskDoor(disk.export(), found.capacityBytes(), readOnly, meter);
        made.shut(reason);
        door = made;
        host.exports().add(new NbdExport(disk.export(), disk.description(), made));
    }

    private void serve(OpenDisk opened) throws IOException {
        open = opened;
        attempts.reset();
        requireDoor().open(opened.device());
        if (unwanted || removed) { // the command came meanwhile
            requireDoor().shut(LockReason.BY_COMMAND);
            close();
            throw new LockedException(disk.export(), LockReason.BY_COMMAND);
        }
        host.log()
                .accept("serving '" + disk.path() + "' as '" + disk.export() + "'"
                        + (opened.device().isReadOnly() ? ", read-only" : ""));
    }

    private DiskDoor requireDoor() {
        DiskDoor present = door;
        if (present == null) {
            throw new IllegalStateException("'" + disk.export() + "' has no door");
        }
        return present;
    }

    /** Notes why the disk could not be opened, and schedules the next attempt. */
    private void failed(LockReason why, Exception failure) {
        String text = host.words().describe(failure).message();
        boolean news = why != reason || !text.equals(detail);
        reason = why;
        detail = text;
        DiskDoor present = door;
        if (present != null) {
            present.shut(why);
        }
        if (news) {
            host.log().accept("'" + disk.export() + "' is locked: " + text);
            host.meters().locked(why);
        }
        if (!unwanted && !removed) {
            attempts.later();
        }
    }

    /** Refuses new calls at once, as the first half of {@link #lock}. */
    public void refuseCalls() {
        unwanted = true;
        DiskDoor present = door;
        if (present != null) {
            present.shut(LockReason.BY_COMMAND);
        }
        Operation running = operation();
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Locks: new calls fail at once, running ones finish, what was written is forced, an operation in place stops after its
     * window, and the keys go. Blocks as long as that takes.
     *
     * @throws IOException if forcing failed; the disk is locked all the same
     */
    public void lock() throws IOException {
        refuseCalls();
        changing.lock();
        try {
            refuseCalls(); // an exchange may have let calls in again
            attempts.cancel();
            boolean wasOpen = open != null;
            reason = LockReason.BY_COMMAND;
            close();
            if (wasOpen) {
                host.log().accept("'" + disk.export() + "' is locked: by command");
                host.meters().locked(LockReason.BY_COMMAND);
            }
        } finally {
            changing.unlock();
        }
    }

    /** Locks for good, and takes the export away. */
    public void remove() throws IOException {
        removed = true;
        try {
            lock();
        } finally {
            host.exports().remove(disk.export());
        }
    }

    private void close() throws IOException {
        OpenDisk present = open;
        closing = present != null;
        open = null;
        if (present != null) {
            facts = present.facts();
            try {
                present.close();
            } finally {
                closing = false;
            }
        }
    }

    /** Begins an operation in place, or goes on with the same one where it was stopped. */
    public void operate(OperationStart start) throws IOException {
        changing.lock();
        try {
            OpenDisk present = requireOpen();
            Operation former = operation();
            if (former != null) {
                start.requireSame(disk, former);
                run(former);
                return;
            }
            OperationStart.Prepared prepared = start.prepare(disk, present, host.keys());
            Operation begun = new Operation(start.kind());
            exchange(() -> {
                OnlineOperation online = prepared.begin(DiskOpener.described(disk.path()), begun);
                DiskFacts halfWay = present.facts().halfWay(prepared.kek());
                return new OpenDisk(online, halfWay, prepared.leases(), Optional.of(begun));
            });
            run(begun);
        } finally {
            changing.unlock();
        }
    }

    /** Gives the disk another envelope around the same DEK, while clients wait for a moment. */
    public void rewrap(String providerId, Optional<String> keyId) throws IOException {
        changing.lock();
        try {
            OpenDisk present = requireOpen();
            if (present.operation().isPresent()) {
                throw OperationStart.unfinished(disk, present.operation().get());
            }
            KeyId kek = keyId.isPresent()
                    ? new KeyId(providerId, keyId.get())
                    : host.keys().createKek(providerId);
            Leases held = Leases.of(host.keys(), List.of(kek));
            try (held) {
                exchange(() -> {
                    Object unused = new Rekeying(host.keys())
                            .rekey(new RekeyRequest(
                                    DiskOpener.described(disk.path()),
                                    disk.expected(),
                                    Optional.of(kek.providerId()),
                                    Optional.of(kek.keyId())));
                    return opener.open(disk, Map.of(), this::know);
                });
            }
        } finally {
            changing.unlock();
        }
    }

    /** Goes on with whatever operation was stopped. */
    public void resume() throws IOException {
        changing.lock();
        try {
            requireOpen();
            Operation former = operation();
            if (former == null) {
                throw OperationStart.nothingUnfinished(disk);
            }
            run(former);
        } finally {
            changing.unlock();
        }
    }

    /** Stops the operation after its window, and waits for that; answers whether it was in time. */
    public boolean suspend(long nanos) throws IOException, InterruptedException {
        Operation running = operation();
        if (running == null) {
            throw OperationStart.nothingUnfinished(disk);
        }
        running.stop();
        return running.awaitEnd(nanos);
    }

    private OpenDisk requireOpen() throws LockedException {
        OpenDisk present = open;
        if (present == null || unwanted) {
            throw new LockedException(disk.export(), unwanted ? LockReason.BY_COMMAND : reason);
        }
        return present;
    }

    private interface Next {
        OpenDisk open() throws IOException;
    }

    /** Exchanges the open disk while clients wait. If the next cannot be had it is opened again as it is, or else locked. */
    private void exchange(Next next) throws IOException {
        OpenDisk present = requireOpen();
        List<IOException> refusal = new ArrayList<>();
        try {
            requireDoor().exchange(() -> {
                present.close();
                OpenDisk opened = nextOrSame(next, refusal);
                open = opened;
                return opened.device();
            });
        } catch (IOException e) {
            open = null;
            failed(LockReason.of(e), e);
            throw e;
        } catch (RuntimeException e) {
            open = null;
            failed(LockReason.FAILED, e);
            throw e;
        }
        if (!refusal.isEmpty()) {
            throw refusal.get(0);
        }
    }

    private OpenDisk nextOrSame(Next next, List<IOException> refusal) throws IOException {
        try {
            return next.open();
        } catch (IOException e) {
            refusal.add(e);
            return opener.open(disk, Map.of(), this::know);
        }
    }

    private void run(Operation begun) {
        OpenDisk present = open;
        if (present == null || begun.isRunning() || !(present.device() instanceof OnlineOperation online)) {
            return;
        }
        begun.begin();
        host.log().accept("'" + disk.export() + "': " + begun.kind().code() + " is under way");
        Thread thread = new Thread(() -> rewrite(begun, online), "operation-" + disk.export());
        thread.setDaemon(true);
        thread.start();
    }

    private void rewrite(Operation begun, OnlineOperation online) {
        try {
            InPlaceResult result = online.run();
            finished(begun, result);
        } catch (OperationStoppedException e) {
            if (e.getCause() == null) {
                begun.end();
                host.log().accept("'" + disk.export() + "': " + begun.kind().code() + " was stopped");
            } else {
                broken(begun, e);
            }
        } catch (IOException | RuntimeException e) {
            broken(begun, e);
        } finally {
            begun.end();
        }
    }

    /** The disk is what the operation made of it: it is opened as such, and the keys of what it was go. */
    private void finished(Operation begun, InPlaceResult result) throws IOException {
        changing.lock();
        try {
            if (operation() != begun) {
                return; // locked meanwhile
            }
            exchange(() -> opener.open(disk, Map.of(), this::know));
            result.warnings().forEach(warning -> host.log().accept("'" + disk.export() + "': warning: " + warning));
            host.log().accept("'" + disk.export() + "': " + begun.kind().code() + " is done");
        } finally {
            changing.unlock();
        }
    }

    /** Rewriting failed: the disk is closed, and tried again like one that cannot be opened. */
    private void broken(Operation begun, Exception failure) {
        changing.lock();
        try {
            if (operation() == begun) {
                failed(failure instanceof IOException io ? LockReason.of(io) : LockReason.FAILED, failure);
                close();
            }
        } catch (IOException e) {
            host.log()
                    .accept("'" + disk.export() + "': "
                            + host.words().describe(e).message());
        } finally {
            changing.unlock();
        }
    }
}
