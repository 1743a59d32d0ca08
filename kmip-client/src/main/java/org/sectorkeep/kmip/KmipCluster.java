// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.cluster.BoundedMemory;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.Create;
import org.sectorkeep.kmip.message.RequestPayload;
import org.sectorkeep.kmip.message.ResponsePayload;

/**
 * Several servers that replicate each other, as one. The healthiest is asked first. What only reads goes on to the next if
 * one fails, or says that it lacks the object: {@link KeyMissingException} tells whether all said so. What changes something
 * goes on only if it is certain that it was not carried out. A server that failed three times in a row is left alone for some
 * seconds, up to half a minute. A call takes at most the time of the first server's deadline for calls, which the servers
 * still to be asked share. Safe for use by many threads.
 */
public final class KmipCluster implements KmipOperations, AutoCloseable {
    private final List<ClusterMember> members;
    private final Notifier notifier;
    private final ReplicaCheck.Question fetchBack;
    private final Duration replicationTime;
    private final BoundedMemory lacking = new BoundedMemory();

    private KmipCluster(Builder builder) {
        this.notifier = new Notifier(builder.listener);
        this.fetchBack = new ReplicaCheck.Question(builder.fetchBack, builder.wrappingKeyId);
        this.replicationTime = builder.replicationTime;
        List<ClusterMember> list = new ArrayList<>();
        builder.clients.forEach(client -> list.add(new ClusterMember(list.size(), client, notifier)));
        this.members = List.copyOf(list);
    }

    /**
     * A cluster that fetches new keys back.
     *
     * @param clients one or several, the preferred first; closed with the cluster
     * @return the cluster
     */
    public static KmipCluster of(List<KmipClient> clients) {
        return builder(clients).build();
    }

    /**
     * Begins with the cluster of {@link #of}.
     *
     * @param clients one or several, the preferred first; closed with the cluster
     * @return to be changed and built
     */
    public static Builder builder(List<KmipClient> clients) {
        return new Builder(clients);
    }

    /**
     * The servers, each to be asked alone.
     *
     * @return in the order in which they were given
     */
    public List<KmipClient> servers() {
        return members.stream().map(ClusterMember::client).toList();
    }

    /**
     * Whether a server is asked at present.
     *
     * @return each server's state
     */
    public Map<KmipServer, CircuitState> circuits() {
        Map<KmipServer, CircuitState> states = new LinkedHashMap<>();
        members.forEach(member -> states.put(member.server(), member.circuit()));
        return states;
    }

    @Override
    public ResponsePayload call(RequestPayload request) throws KmipException {
        return ask(request).answer();
    }

    /**
     * Creates a key, and looks for it on the other servers before it is used.
     *
     * @param request type and attributes
     * @return the key, and what the other servers have of it
     * @throws OutcomeUnknownException if it is not known whether a key was made
     * @throws KmipException if none was made; or if another server has another key under the new one's id, so that these
     *     servers do not replicate each other: the message names the key, which stays on the server that made it
     */
    public CreatedKey create(Create.Request request) throws KmipException {
        Answer made = ask(request);
        String id = ((Create.Response) made.answer()).uniqueIdentifier();
        List<ClusterMember> others =
                members.stream().filter(member -> member != made.member()).toList();
        if (fetchBack.mode() == FetchBack.OFF || others.isEmpty()) {
            return new CreatedKey(id, made.member().server(), Map.of());
        }
        Deadline deadline = Deadline.in(replicationTime);
        Map<KmipServer, CreatedKey.Replica> replicas =
                ReplicaCheck.of(id, fetchBack, made.member(), deadline).ask(others);
        others.stream()
                .filter(member -> replicas.get(member.server()) != CreatedKey.Replica.PRESENT)
                .forEach(member -> noteLacking(member, id));
        return new CreatedKey(id, made.member().server(), replicas);
    }

    @Override
    public Map<String, KmipException> getAll(Collection<String> uniqueIdentifiers, KeyReader<?> consumer) {
        Deadline deadline = deadline();
        Map<String, Map<KmipServer, KmipException>> failures = new LinkedHashMap<>();
        uniqueIdentifiers.forEach(id -> failures.put(id, new LinkedHashMap<>()));
        List<ClusterMember> order = order(null);
        for (int i = 0; i < order.size() && !failures.isEmpty(); i++) {
            getAll(order.get(i), failures, consumer, share(deadline, order.size() - i));
        }
        Map<String, KmipException> together = new LinkedHashMap<>();
        failures.forEach((id, perServer) -> together.put(id, ClusterAnswers.together(id, perServer)));
        return together;
    }

    private void getAll(
            ClusterMember member,
            Map<String, Map<KmipServer, KmipException>> failures,
            KeyReader<?> consumer,
            Deadline share) {
        List<String> ids = List.copyOf(failures.keySet());
        Map<String, KmipException> failed = new LinkedHashMap<>();
        try {
            failed.putAll(member.getAll(ids, consumer, share));
        } catch (ServerLeftAloneException e) {
            ids.forEach(id -> failed.put(id, e));
        }
        for (String id : ids) {
            KmipException failure = failed.get(id);
            if (failure == null) {
                failures.remove(id);
                lacking.erase(id, member.index());
            } else {
                failures.computeIfAbsent(id, absent -> new LinkedHashMap<>()).put(member.server(), failure);
                noteIfLacking(member, id, failure);
            }
        }
    }

    /** An answer, and who gave it. */
    private record Answer(ClusterMember member, ResponsePayload answer) {}

    private Answer ask(RequestPayload request) throws KmipException {
        Deadline deadline = deadline();
        String id = request.uniqueIdentifier();
        Repetition repetition = Repetition.of(List.of(request));
        Map<KmipServer, KmipException> failures = new LinkedHashMap<>();
        List<ClusterMember> order = order(id);
        for (int i = 0; i < order.size(); i++) {
            ClusterMember member = order.get(i);
            Deadline share = share(deadline, order.size() - i);
            try {
                Answer answer = new Answer(member, member.ask(client -> client.call(request, share)));
                if (id != null) {
                    lacking.erase(id, member.index());
                }
                return answer;
            } catch (KmipException e) {
                if (!mayGoOn(e, repetition)) {
                    throw e;
                }
                failures.put(member.server(), e);
                noteIfLacking(member, id, e);
            }
        }
        throw ClusterAnswers.together(id, failures);
    }

    /** Whether the next server may be asked: always for reading, else only if this one has certainly done nothing. */
    private static boolean mayGoOn(KmipException e, Repetition repetition) {
        if (Thread.currentThread().isInterrupted() || e instanceof TlsMaterialException) {
            return false;
        }
        return repetition == Repetition.HARMLESS
                || e instanceof KmipTransportException
                || e instanceof ServerLeftAloneException
                || ClusterAnswers.saysMissing(e);
    }

    private void noteIfLacking(ClusterMember member, @Nullable String id, KmipException e) {
        if (id != null && ClusterAnswers.saysMissing(e)) {
            noteLacking(member, id);
        }
    }

    private void noteLacking(ClusterMember member, String id) {
        if (lacking.note(id, member.index())) {
            notifier.tell(listener -> listener.keyLacking(member.server(), id));
        }
    }

    /** Those first that are not known to lack the object, and of these the healthiest. */
    private List<ClusterMember> order(@Nullable String id) {
        List<ClusterMember> order = new ArrayList<>(members);
        Map<ClusterMember, Integer> scores = new HashMap<>();
        members.forEach(member -> scores.put(member, member.score()));
        Comparator<ClusterMember> lacksIt =
                Comparator.comparing(member -> id != null && lacking.has(id, member.index()));
        order.sort(lacksIt.thenComparing(scores::get));
        return order;
    }

    private Deadline deadline() {
        return Deadline.in(members.get(0).client().deadlines().call());
    }

    /** An equal part of what is left. */
    private static Deadline share(Deadline deadline, int serversLeft) {
        return deadline.within(deadline.remaining().dividedBy(serversLeft));
    }

    /** Closes the clients of all servers. */
    @Override
    public void close() {
        members.forEach(member -> member.client().close());
    }

    /** How a cluster differs from the usual one. For one thread. */
    public static final class Builder {
        private static final Duration REPLICATION_TIME = Duration.ofSeconds(5);

        private final List<KmipClient> clients;
        private KmipListener listener = new KmipListener() {};
        private FetchBack fetchBack = FetchBack.KEY;
        private @Nullable String wrappingKeyId;
        private Duration replicationTime = REPLICATION_TIME;

        private Builder(List<KmipClient> clients) {
            this.clients = List.copyOf(clients);
            if (clients.isEmpty()) {
                throw new IllegalArgumentException("a cluster has at least one server");
            }
        }

        /**
         * Tells somebody of circuits and of keys that are not everywhere. The clients have listeners of their own.
         *
         * @param told who
         * @return this
         */
        public Builder listener(KmipListener told) {
            listener = told;
            return this;
        }

        /**
         * Looks for new keys on the other servers in another way, or not.
         *
         * @param mode how
         * @return this
         */
        public Builder fetchBack(FetchBack mode) {
            fetchBack = mode;
            return this;
        }

        /**
         * Has new keys wrapped where they are fetched back, so that they do not pass through TLS in the clear.
         *
         * @param uniqueIdentifier the id of the wrapping key, for NIST key wrap
         * @return this
         */
        public Builder fetchBackWrapped(String uniqueIdentifier) {
            fetchBack = FetchBack.KEY;
            wrappingKeyId = uniqueIdentifier;
            return this;
        }

        /**
         * Waits for replication.
         *
         * @param duration how long the other servers are asked for a new key until they have it, 5 seconds unless told
         * @return this
         */
        public Builder replicationTime(Duration duration) {
            replicationTime = duration;
            return this;
        }

        /**
         * Makes the cluster; nothing is connected yet.
         *
         * @return a cluster, to be closed by the caller
         */
        public KmipCluster build() {
            return new KmipCluster(this);
        }
    }
}
