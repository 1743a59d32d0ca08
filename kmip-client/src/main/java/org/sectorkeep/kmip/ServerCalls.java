// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.RequestPayload;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResponseMatcher;
import org.sectorkeep.kmip.message.ResponseMessage;
import org.sectorkeep.kmip.message.ResultStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls of one server: in the right version, matched, waited for if they are pending, and told to the listener. */
final class ServerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(KmipClient.class);

    private final ClientSettings settings;
    private final Exchanges exchanges;
    private final VersionChoice version;
    private final Notifier notifier;

    ServerCalls(ClientSettings settings, Exchanges exchanges, VersionChoice version) {
        this.settings = settings;
        this.exchanges = exchanges;
        this.version = version;
        this.notifier = new Notifier(settings.listener());
    }

    /** The answers to a batch in the order of its requests; each may still be a refusal. */
    List<ResponseItem> call(List<? extends RequestPayload> payloads, Deadline deadline) throws KmipException {
        long start = System.nanoTime();
        KmipException failure = null;
        try {
            return attempt(payloads, deadline);
        } catch (KmipException e) {
            failure = e;
            throw e;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            KmipCall call =
                    new KmipCall(settings.server(), payloads.get(0).operation(), payloads.size(), took, failure);
            LOG.debug(
                    "{} of {} item(s) at KMIP server '{}' took {} ms: {}",
                    call.operation(),
                    call.itemCount(),
                    call.server(),
                    took.toMillis(),
                    failure == null ? "answered" : failure.getMessage());
            notifier.tell(listener -> listener.callEnded(call));
        }
    }

    private List<ResponseItem> attempt(List<? extends RequestPayload> payloads, Deadline deadline)
            throws KmipException {
        KmipVersion spoken = version.get(deadline);
        try {
            return answers(spoken, payloads, deadline);
        } catch (KmipOperationException e) {
            throw e;
        } catch (KmipTransportException e) {
            version.forget();
            throw e.requestMayHaveArrived() ? outcome(payloads, e) : e;
        } catch (TlsMaterialException e) {
            throw e;
        } catch (KmipException e) {
            throw outcome(payloads, e);
        }
    }

    private KmipException outcome(List<? extends RequestPayload> payloads, KmipException failure) {
        return Repetition.of(payloads) == Repetition.HARMLESS
                ? failure
                : new OutcomeUnknownException(settings.server(), payloads.get(0).operation(), failure);
    }

    private List<ResponseItem> answers(KmipVersion spoken, List<? extends RequestPayload> payloads, Deadline deadline)
            throws KmipException {
        Exchanges.Exchange exchange = exchanges.exchange(spoken, payloads, deadline);
        List<ResponseItem> items = matched(exchange);
        if (items.stream().noneMatch(ServerCalls::isPending)) {
            return items;
        }
        List<ResponseItem> settled = new ArrayList<>(items);
        PendingOperation pending = new PendingOperation(exchanges, settings.server(), spoken, deadline);
        for (int i = 0; i < settled.size(); i++) {
            if (isPending(settled.get(i))) {
                settled.set(i, pending.await(exchange.request().items().get(i), settled.get(i)));
            }
        }
        return settled;
    }

    private static List<ResponseItem> matched(Exchanges.Exchange exchange) throws KmipException {
        ResponseMessage response = exchange.response();
        boolean fits = false;
        try {
            List<ResponseItem> items = ResponseMatcher.match(exchange.request(), response);
            fits = true;
            return items;
        } finally {
            if (!fits) {
                response.wipe();
            }
        }
    }

    private static boolean isPending(ResponseItem item) {
        return item.resultStatus() == ResultStatus.OPERATION_PENDING;
    }
}
