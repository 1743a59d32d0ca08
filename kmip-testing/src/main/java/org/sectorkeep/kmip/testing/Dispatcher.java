// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.testing.ProtocolVersions.ProtocolVersion;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Turns a request message into its answer. Safe for use by many threads. */
final class Dispatcher {
    private static final int SUCCESS = 0;
    private static final int FAILED = 1;
    private static final int QUERY_OPERATIONS = 1;
    private static final int QUERY_OBJECTS = 2;
    private static final int QUERY_SERVER_INFORMATION = 3;

    private final ServerOptions options;
    private final PendingResults pending = new PendingResults();
    private final Map<Integer, OperationHandler> handlers;

    Dispatcher(ServerOptions options) {
        this.options = options;
        this.handlers = Map.ofEntries(
                Map.entry(Operation.CREATE.value(), ObjectOperations::create),
                Map.entry(Operation.REGISTER.value(), ObjectOperations::register),
                Map.entry(Operation.RE_KEY.value(), ObjectOperations::reKey),
                Map.entry(Operation.GET.value(), ObjectOperations::get),
                Map.entry(Operation.LOCATE.value(), ObjectOperations::locate),
                Map.entry(Operation.CHECK.value(), StateOperations::check),
                Map.entry(Operation.ACTIVATE.value(), StateOperations::activate),
                Map.entry(Operation.REVOKE.value(), StateOperations::revoke),
                Map.entry(Operation.DESTROY.value(), StateOperations::destroy),
                Map.entry(Operation.GET_ATTRIBUTES.value(), AttributeOperations::getAttributes),
                Map.entry(Operation.GET_ATTRIBUTE_LIST.value(), AttributeOperations::getAttributeList),
                Map.entry(Operation.ADD_ATTRIBUTE.value(), AttributeOperations::addAttribute),
                Map.entry(Operation.MODIFY_ATTRIBUTE.value(), AttributeOperations::modifyAttribute),
                Map.entry(Operation.DELETE_ATTRIBUTE.value(), AttributeOperations::deleteAttribute),
                Map.entry(Operation.SET_ATTRIBUTE.value(), AttributeOperations::setAttribute),
                Map.entry(Operation.ENCRYPT.value(), CipherOperations::encrypt),
                Map.entry(Operation.DECRYPT.value(), CipherOperations::decrypt),
                Map.entry(Operation.QUERY.value(), this::query),
                Map.entry(Operation.CANCEL.value(), (payload, context) -> pending.cancel(payload)),
                Map.entry(Operation.DISCOVER_VERSIONS.value(), options.versions()::discover));
    }

    /** The items of a batch item, and whether they tell of success. */
    private record Outcome(List<Ttlv> items, boolean isSuccess) {}

    /** The operations that a request asks for, in their order. */
    static List<Integer> operations(Ttlv.Structure request) {
        return Trees.children(request, Tag.BATCH_ITEM).stream()
                .map(item -> Trees.number((Ttlv.Structure) item, Tag.OPERATION).orElse(0))
                .toList();
    }

    /** Carries a request out. */
    Ttlv.Structure answer(Ttlv.Structure request, Optional<Fault> fault) {
        ProtocolVersion version = options.versions().spoken().get(0);
        try {
            Ttlv.Structure header = Trees.neededStructure(request, Tag.REQUEST_HEADER);
            ProtocolVersion asked = ProtocolVersion.of(Trees.neededStructure(header, Tag.PROTOCOL_VERSION));
            if (!options.versions().spoken().contains(asked)) {
                throw new Refusal(Refusal.INVALID_MESSAGE, "version " + asked + " is not supported");
            }
            version = asked;
            checkLogin(header);
            List<Ttlv> items = Trees.children(request, Tag.BATCH_ITEM);
            if (items.size() > 1 && options.batches() == Batches.REFUSED) {
                throw new Refusal(Refusal.INVALID_MESSAGE, "batches are not supported");
            }
            BatchContext context =
                    new BatchContext(options.keys(), version.attributeForm(), options.customAttributes());
            List<Ttlv> answers = new ArrayList<>();
            for (Ttlv item : items) {
                answers.add(answerItem((Ttlv.Structure) item, version, context, fault));
            }
            return message(version, answers);
        } catch (Refusal e) {
            return message(version, List.of(new Ttlv.Structure(Tag.BATCH_ITEM, failure(e))));
        }
    }

    private void checkLogin(Ttlv.Structure header) throws Refusal {
        ServerOptions.Login login = options.login();
        if (login == null) {
            return;
        }
        boolean known = Trees.structure(header, Tag.AUTHENTICATION)
                .flatMap(authentication -> Trees.structure(authentication, Tag.CREDENTIAL))
                .flatMap(credential -> Trees.structure(credential, Tag.CREDENTIAL_VALUE))
                .filter(value -> Trees.text(value, Tag.USERNAME).equals(Optional.of(login.user()))
                        && Trees.text(value, Tag.PASSWORD).equals(Optional.of(login.password())))
                .isPresent();
        if (!known) {
            throw new Refusal(Refusal.AUTHENTICATION_NOT_SUCCESSFUL, "unknown user or wrong password");
        }
    }

    private Ttlv answerItem(Ttlv.Structure item, ProtocolVersion version, BatchContext context, Optional<Fault> fault) {
        List<Ttlv> head = new ArrayList<>();
        Trees.child(item, Tag.OPERATION).ifPresent(head::add);
        Trees.child(item, Tag.UNIQUE_BATCH_ITEM_ID).ifPresent(head::add);
        Outcome outcome = outcome(item, version, context, fault);
        boolean defers = fault.filter(f -> f == Fault.PENDING || f == Fault.PENDING_FOR_EVER)
                .isPresent();
        List<Ttlv> items = joined(head, outcome.items());
        if (outcome.isSuccess() && Trees.number(item, Tag.OPERATION).equals(Optional.of(Operation.POLL.value()))) {
            items = outcome.items();
        } else if (outcome.isSuccess() && defers) {
            items = pending.defer(head, outcome.items(), fault.get());
        }
        return new Ttlv.Structure(Tag.BATCH_ITEM, items);
    }

    private Outcome outcome(Ttlv.Structure item, ProtocolVersion version, BatchContext context, Optional<Fault> fault) {
        try {
            if (fault.filter(f -> f == Fault.REFUSES).isPresent()) {
                throw new Refusal(Refusal.GENERAL_FAILURE, "not now");
            }
            if (fault.filter(f -> f == Fault.FORBIDS).isPresent()) {
                throw new Refusal(Refusal.PERMISSION_DENIED, "not for you");
            }
            int operation = Trees.neededNumber(item, Tag.OPERATION);
            Ttlv.Structure payload = Trees.neededStructure(item, Tag.REQUEST_PAYLOAD);
            if (operation == Operation.POLL.value()) {
                return new Outcome(
                        pending.poll(item.children().subList(0, item.children().size() - 1), payload), true);
            }
            OperationHandler handler = handlers.get(operation);
            if (handler == null || (operation == Operation.DISCOVER_VERSIONS.value() && !version.hasDiscovery())) {
                throw new Refusal(Refusal.OPERATION_NOT_SUPPORTED, "operation " + operation + " is not supported");
            }
            List<Ttlv> content = handler.handle(payload, context);
            return new Outcome(
                    List.of(
                            new Ttlv.Enumeration(Tag.RESULT_STATUS, SUCCESS),
                            new Ttlv.Structure(Tag.RESPONSE_PAYLOAD, content)),
                    true);
        } catch (Refusal e) {
            return new Outcome(failure(e), false);
        } catch (ClassCastException e) {
            return new Outcome(
                    failure(new Refusal(Refusal.INVALID_MESSAGE, "an item of another type was expected")), false);
        }
    }

    static List<Ttlv> failure(Refusal refusal) {
        return List.of(
                new Ttlv.Enumeration(Tag.RESULT_STATUS, FAILED),
                new Ttlv.Enumeration(Tag.RESULT_REASON, refusal.reason()),
                new Ttlv.Text(Tag.RESULT_MESSAGE, refusal.text()));
    }

    static Ttlv.Structure message(ProtocolVersion version, List<Ttlv> items) {
        List<Ttlv> all = new ArrayList<>(List.of(new Ttlv.Structure(
                Tag.RESPONSE_HEADER,
                version.toTtlv(),
                new Ttlv.DateTime(Tag.TIME_STAMP, System.currentTimeMillis() / 1000),
                new Ttlv.Int(Tag.BATCH_COUNT, items.size()))));
        all.addAll(items);
        return new Ttlv.Structure(Tag.RESPONSE_MESSAGE, all);
    }

    private List<Ttlv> query(Ttlv.Structure payload, BatchContext context) {
        List<Ttlv> answer = new ArrayList<>();
        for (Ttlv function : Trees.children(payload, Tag.QUERY_FUNCTION)) {
            switch (((Ttlv.Enumeration) function).value()) {
                case QUERY_OPERATIONS ->
                    handlers.keySet().stream()
                            .sorted()
                            .forEach(code -> answer.add(new Ttlv.Enumeration(Tag.OPERATION, code)));
                case QUERY_OBJECTS -> answer.add(new Ttlv.Enumeration(Tag.OBJECT_TYPE, 2));
                case QUERY_SERVER_INFORMATION ->
                    answer.add(new Ttlv.Text(Tag.VENDOR_IDENTIFICATION, "Scripted KMIP server"));
                default -> {
                    // Nothing to tell of the other functions.
                }
            }
        }
        return answer;
    }

    static List<Ttlv> joined(List<Ttlv> first, List<Ttlv> second) {
        List<Ttlv> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
