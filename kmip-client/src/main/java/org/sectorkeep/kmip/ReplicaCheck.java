// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.Get;
import org.sectorkeep.kmip.message.GetAttributes;
import org.sectorkeep.kmip.message.KeyWrappingSpecification;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the other servers of a cluster for a new key, for a while, since replication takes its time. */
final class ReplicaCheck {
    private static final Logger LOG = LoggerFactory.getLogger(KmipCluster.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String id;
    private final Question question;
    private final Deadline deadline;
    /** Of the key as its maker gives it out, or null where it does not, and only states are asked for. */
    private final byte @Nullable [] digest;

    private ReplicaCheck(String id, Question question, Deadline deadline, byte @Nullable [] digest) {
        this.id = id;
        this.question = question;
        this.deadline = deadline;
        this.digest = digest;
    }

    /**
     * How servers are asked.
     *
     * @param mode what for
     * @param wrappingKeyId under which key new keys are wrapped when they are got, or null for none
     */
    record Question(FetchBack mode, @Nullable String wrappingKeyId) {
        Get.Request get(String id) {
            return wrappingKeyId == null
                    ? new Get.Request(id)
                    : new Get.Request(id, KeyWrappingSpecification.nistKeyWrap(wrappingKeyId));
        }

        <R extends @Nullable Object> R lend(Get.Response answer, KeyReader<R> reader) throws KmipException {
            return wrappingKeyId == null
                    ? KeyLending.lend(answer, reader)
                    : KeyLending.lendWrapped(answer, wrappingKeyId, reader);
        }
    }

    static ReplicaCheck of(String id, Question question, ClusterMember maker, Deadline deadline) {
        byte[] digest = null;
        if (question.mode() == FetchBack.KEY) {
            try {
                digest = maker.ask(client -> digest(client, id, question, deadline));
            } catch (KmipException e) {
                LOG.debug("key '{}' is not given out, so only states are compared: {}", id, e.getMessage());
            }
        }
        return new ReplicaCheck(id, question, deadline, digest);
    }

    /** What each server has; fails if one has another key under this id. */
    Map<KmipServer, CreatedKey.Replica> ask(List<ClusterMember> others) throws KmipProtocolException {
        Map<KmipServer, CreatedKey.Replica> answers = new LinkedHashMap<>();
        for (int i = 0; i < others.size(); i++) {
            Deadline share = deadline.within(deadline.remaining().dividedBy(others.size() - i));
            answers.put(others.get(i).server(), ask(others.get(i), share));
        }
        return answers;
    }

    private CreatedKey.Replica ask(ClusterMember other, Deadline share) throws KmipProtocolException {
        CreatedKey.Replica known = CreatedKey.Replica.NOT_ASKED;
        do {
            try {
                if (!other.ask(client -> hasSame(client, share))) {
                    throw new KmipProtocolException("KMIP server '" + other.server() + "' has another key under '" + id
                            + "': these servers do not replicate each other");
                }
                return CreatedKey.Replica.PRESENT;
            } catch (KmipProtocolException e) {
                throw e;
            } catch (KmipException e) {
                if (!ClusterAnswers.saysMissing(e)) {
                    LOG.debug("key '{}' was not looked for: {}", id, e.getMessage());
                    return known;
                }
                known = CreatedKey.Replica.MISSING;
            }
        } while (sleep(share));
        return known;
    }

    private boolean hasSame(KmipClient client, Deadline share) throws KmipException {
        if (digest != null) {
            return MessageDigest.isEqual(digest, digest(client, id, question, share));
        }
        client.call(new GetAttributes.Request(id, List.of(Attribute.STATE)), share);
        return true;
    }

    /** Of the key, or of the wrapped key: the wrapping of NIST SP 800-38F makes equal of equal. */
    private static byte[] digest(KmipClient client, String id, Question question, Deadline deadline)
            throws KmipException {
        Get.Response answer = (Get.Response) client.call(question.get(id), deadline);
        return question.lend(answer, key -> {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                sha256.update(key.material());
                return sha256.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        });
    }

    private static boolean sleep(Deadline until) {
        if (until.remainingNanos() <= PAUSE.toNanos()) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
