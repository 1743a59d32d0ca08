// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Ttlv;

class ResponseMatcherTest {
    private static final KmipVersion VERSION = KmipVersion.V1_4;
    private static final RequestHeader ASKED = new RequestHeader(VERSION, List.of());
    private static final ResponseHeader ANSWERED = new ResponseHeader(VERSION, 1205495800);
    private static final RequestMessage GET = request(new Get.Request("1"));
    private static final RequestItem GET_ITEM = GET.items().get(0);
    private static final RequestMessage THREE =
            request(new Activate.Request("1"), new Activate.Request("2"), new Activate.Request("3"));

    @Test
    void anAnswerThatFitsIsHandedOn() throws KmipException {
        ResponseItem item = ResponseItem.success(GET_ITEM, key("1"));
        List<ResponseItem> matched = ResponseMatcher.match(GET, response(item));
        assertThat(matched).containsExactly(item);
        assertThat(matched.get(0).success(Get.Response.class)).isEqualTo(key("1"));
    }

    @Test
    void anotherKeyIsRefused() {
        refused(GET, "expected an answer about \"1\", found one about \"2\"", ResponseItem.success(GET_ITEM, key("2")));
    }

    @Test
    void anotherOperationIsRefused() {
        refused(
                GET,
                "expected an answer to GET, found one to ACTIVATE",
                ResponseItem.success(GET_ITEM, new Activate.Response("1")));
    }

    @Test
    void anotherBatchIdIsRefused() {
        ByteString id = ByteString.copyOf(new byte[] {1});
        ByteString other = ByteString.copyOf(new byte[] {2});
        RequestMessage request = new RequestMessage(ASKED, List.of(new RequestItem(id, new Get.Request("1"))));
        ResponseItem wrong = ResponseItem.success(new RequestItem(other, new Get.Request("1")), key("1"));
        refused(request, "the server answered batch ids that were not asked for", wrong);
        refused(GET, "the server answered another batch id than was asked for", wrong);
        refused(
                request,
                "the server answered batch ids that were not asked for",
                ResponseItem.success(GET_ITEM, key("1")));
    }

    @Test
    void oneBatchIdTwiceIsRefused() {
        ResponseItem first = activated(0);
        refused(THREE, "the server answered one batch id twice", first, activated(1), first);
    }

    @Test
    void itemsInAnotherOrderAreBroughtIntoTheOrderOfTheRequest() throws KmipException {
        List<ResponseItem> items = new ArrayList<>(List.of(activated(0), activated(1), activated(2)));
        Collections.reverse(items);
        assertThat(ResponseMatcher.match(THREE, new ResponseMessage(ANSWERED, items)))
                .containsExactly(activated(0), activated(1), activated(2));
    }

    @Test
    void answersWhoseIdsWereSwappedAreRefused() {
        ResponseItem first = ResponseItem.success(THREE.items().get(0), new Activate.Response("2"));
        ResponseItem second = ResponseItem.success(THREE.items().get(1), new Activate.Response("1"));
        refused(THREE, "expected an answer about \"1\", found one about \"2\"", first, second, activated(2));
    }

    @Test
    void anErrorWithoutOperationIsAboutTheWholeRequest() {
        ResponseItem nameless = new ResponseItem(
                null,
                null,
                ResultStatus.OPERATION_FAILED,
                ResultReason.INVALID_MESSAGE,
                "Error parsing request\nmessage",
                null,
                null,
                List.of(),
                List.of());
        ResponseMessage response = new ResponseMessage(new ResponseHeader(KmipVersion.V1_0, 1), List.of(nameless));
        for (RequestMessage request : List.of(GET, THREE)) {
            assertThatThrownBy(() -> ResponseMatcher.match(request, response))
                    .isInstanceOfSatisfying(KmipOperationException.class, e -> {
                        assertThat(e.status()).isEqualTo(ResultStatus.OPERATION_FAILED);
                        assertThat(e.isBecause(ResultReason.INVALID_MESSAGE)).isTrue();
                        assertThat(e.operation().isPresent())
                                .isEqualTo(request.items().size() == 1);
                    })
                    .hasMessageEndingWith("was refused by the key server: OPERATION_FAILED, INVALID_MESSAGE, "
                            + "\"Error parsing request?message\"");
        }
    }

    @Test
    void anErrorWithoutTheIdThatABatchNeedsIsAboutTheWholeRequest() {
        ResponseItem idless = ResponseItem.failure(
                new RequestItem(null, new Activate.Request("1")), ResultReason.AUTHENTICATION_NOT_SUCCESSFUL, "no");
        assertThatThrownBy(() -> ResponseMatcher.match(THREE, response(idless)))
                .isInstanceOf(KmipOperationException.class)
                .hasMessage("the request was refused by the key server: OPERATION_FAILED, "
                        + "AUTHENTICATION_NOT_SUCCESSFUL, \"no\"");
    }

    @Test
    void aRefusalOfOneItemOfSeveralIsHandedOnWithTheOthers() throws KmipException {
        ResponseItem refusal = ResponseItem.failure(THREE.items().get(1), ResultReason.ITEM_NOT_FOUND, "none");
        List<ResponseItem> matched = ResponseMatcher.match(THREE, response(activated(0), refusal, activated(2)));
        assertThat(matched).containsExactly(activated(0), refusal, activated(2));
        assertThatThrownBy(() -> matched.get(1).success(Activate.Response.class))
                .isInstanceOfSatisfying(KmipOperationException.class, e -> {
                    assertThat(e.operation()).hasValue(Operation.ACTIVATE);
                    assertThat(e.reason()).hasValue(ResultReason.ITEM_NOT_FOUND);
                });
    }

    @Test
    void itemsBehindAFailureThatTheServerDidNotReachAreUndone() throws KmipException {
        ResponseItem refusal = ResponseItem.failure(THREE.items().get(1), ResultReason.ITEM_NOT_FOUND, "none");
        List<ResponseItem> matched = ResponseMatcher.match(THREE, response(activated(0), refusal));
        assertThat(matched).hasSize(3);
        assertThat(matched.get(2).resultStatus()).isEqualTo(ResultStatus.OPERATION_UNDONE);
        assertThatThrownBy(() -> matched.get(2).requireSuccess()).isInstanceOf(KmipOperationException.class);
    }

    @Test
    void fewerItemsWithoutAFailureOrWithAHoleAreRefused() {
        refused(THREE, "expected answers to 3 items, found 2", activated(0), activated(1));
        ResponseItem last = ResponseItem.failure(THREE.items().get(2), ResultReason.ITEM_NOT_FOUND, "none");
        refused(THREE, "the server left out an item and answered a later one", activated(0), last);
        refused(THREE, "expected answers to 3 items, found 0");
    }

    @Test
    @Timeout(10)
    void twentyThousandItemsThatNobodyAskedForAreRefused() {
        ResponseItem item = ResponseItem.success(GET_ITEM, key("1"));
        ResponseMessage many = new ResponseMessage(ANSWERED, Collections.nCopies(20_000, item));
        assertThatThrownBy(() -> ResponseMatcher.match(GET, many))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage("expected answers to 1 items, found 20000");
    }

    @Test
    @Timeout(30)
    void eightThousandItemsInReverseAreMatched() throws KmipException {
        List<RequestPayload> payloads = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            payloads.add(new Activate.Request("" + i));
        }
        RequestMessage request = RequestMessage.of(ASKED, payloads);
        List<ResponseItem> items = new ArrayList<>();
        for (RequestItem item : request.items()) {
            items.add(ResponseItem.success(item, new Activate.Response(id(item))));
        }
        Collections.reverse(items);
        List<ResponseItem> matched = ResponseMatcher.match(request, new ResponseMessage(ANSWERED, items));
        assertThat(matched.get(7999).success(Activate.Response.class).uniqueIdentifier())
                .isEqualTo("7999");
    }

    @Test
    void whatIsPendingNeedsAWayToPoll() throws KmipException {
        ByteString correlation = ByteString.copyOf(new byte[] {9});
        ResponseItem pending = ResponseItem.pending(GET_ITEM, correlation);
        assertThat(ResponseMatcher.match(GET, response(pending))).containsExactly(pending);
        assertThatThrownBy(pending::requireSuccess)
                .isInstanceOfSatisfying(
                        KmipOperationException.class,
                        e -> assertThat(e.status()).isEqualTo(ResultStatus.OPERATION_PENDING));
        ResponseItem mute = item(Operation.GET, ResultStatus.OPERATION_PENDING, null, List.of());
        refused(GET, "the answer to GET is pending without a way to poll", mute);
    }

    @Test
    void aPollIsAnsweredByWhatWasPolledFor() throws KmipException {
        RequestMessage poll = request(new Poll.Request(ByteString.copyOf(new byte[] {9})));
        ResponseItem done = ResponseItem.success(GET_ITEM, key("1"));
        assertThat(ResponseMatcher.matchPoll(GET_ITEM, poll, response(done))).isEqualTo(done);
        ResponseItem still = ResponseItem.pending(GET_ITEM, ByteString.copyOf(new byte[] {9}));
        assertThat(ResponseMatcher.matchPoll(GET_ITEM, poll, response(still))).isEqualTo(still);
        ResponseItem refusal = ResponseItem.failure(poll.items().get(0), ResultReason.ITEM_NOT_FOUND, "late");
        assertThat(ResponseMatcher.matchPoll(GET_ITEM, poll, response(refusal))).isEqualTo(refusal);
        ResponseItem other = ResponseItem.success(GET_ITEM, key("2"));
        assertThatThrownBy(() -> ResponseMatcher.matchPoll(GET_ITEM, poll, response(other)))
                .isInstanceOf(KmipProtocolException.class);
        ResponseItem wrong = ResponseItem.success(GET_ITEM, new Destroy.Response("1"));
        assertThatThrownBy(() -> ResponseMatcher.matchPoll(GET_ITEM, poll, response(wrong)))
                .isInstanceOf(KmipProtocolException.class);
    }

    @Test
    void criticalExtensionsAreRefusedAndOthersSkipped() throws KmipException {
        ResponseItem harmless = item(Operation.GET, ResultStatus.SUCCESS, key("1"), extension(false));
        assertThat(ResponseMatcher.match(GET, response(harmless))).containsExactly(harmless);
        refused(
                GET,
                "the server demands an unknown extension of \"acme?\"",
                item(Operation.GET, ResultStatus.SUCCESS, key("1"), extension(true)));
    }

    @Test
    void anotherKindOfObjectAndAMissingPayloadAreRefused() {
        RequestMessage create = request(new Create.Request(ObjectType.SYMMETRIC_KEY, Attributes.NONE));
        refused(
                create,
                "expected a SYMMETRIC_KEY, found a SECRET_DATA",
                ResponseItem.success(create.items().get(0), new Create.Response(ObjectType.SECRET_DATA, "1")));
        refused(GET, "the answer to GET lacks its payload", item(Operation.GET, ResultStatus.SUCCESS, null, List.of()));
        refused(GET, "an unknown result status: 0x00000009", item(Operation.GET, new Unlisted<>(9), null, List.of()));
    }

    @Test
    void aReplacedKeyHasAnotherId() throws KmipException {
        RequestMessage rekey = request(new ReKey.Request("1", null, Attributes.NONE));
        ResponseItem item = ResponseItem.success(rekey.items().get(0), new ReKey.Response("2"));
        assertThat(ResponseMatcher.match(rekey, response(item))).containsExactly(item);
    }

    @Test
    void anItemWithoutAnIdMeansWhatTheOneBeforeItMade() throws KmipException {
        RequestMessage request =
                request(new Create.Request(ObjectType.SYMMETRIC_KEY, Attributes.NONE), new Activate.Request(null));
        ResponseItem created =
                ResponseItem.success(request.items().get(0), new Create.Response(ObjectType.SYMMETRIC_KEY, "7"));
        ResponseItem right = ResponseItem.success(request.items().get(1), new Activate.Response("7"));
        assertThat(ResponseMatcher.match(request, response(created, right))).containsExactly(created, right);
        ResponseItem wrong = ResponseItem.success(request.items().get(1), new Activate.Response("8"));
        refused(request, "expected an answer about \"7\", found one about \"8\"", created, wrong);
    }

    @Test
    void anAnswerInAnotherVersionIsRefused() {
        ResponseMessage response = new ResponseMessage(
                new ResponseHeader(KmipVersion.V2_0, 1), List.of(ResponseItem.success(GET_ITEM, key("1"))));
        assertThatThrownBy(() -> ResponseMatcher.match(GET, response))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage("expected an answer in KMIP 1.4, found one in 2.0");
    }

    @Test
    void aKeyOfAnotherKindAlgorithmOrLengthIsRefused() throws KmipProtocolException {
        Get.Response answer = new Get.Response(ObjectType.SYMMETRIC_KEY, "1", Samples.plainKey());
        assertThat(answer.symmetricKey(CryptographicAlgorithm.AES, 256).keyValue())
                .isEqualTo(KeyValue.raw(Samples.secret()));
        wrongKey(answer, CryptographicAlgorithm.ARIA, 256, "expected a key for ARIA, found one for AES");
        wrongKey(answer, CryptographicAlgorithm.AES, 128, "expected a key of 128 bits, found 256");
        KeyBlock lying = new KeyBlock(KeyValue.raw(Samples.secret()), CryptographicAlgorithm.AES, 128);
        wrongKey(
                new Get.Response(ObjectType.SYMMETRIC_KEY, "1", new ManagedObject.Key(lying)),
                CryptographicAlgorithm.AES,
                128,
                "expected key material of 128 bits, found 256");
        KeyBlock bare = new KeyBlock(KeyFormatType.RAW, null, null, CryptographicAlgorithm.AES, 256, null, List.of());
        wrongKey(
                new Get.Response(ObjectType.SYMMETRIC_KEY, "1", new ManagedObject.Key(bare)),
                CryptographicAlgorithm.AES,
                256,
                "the server answered no material of the key");
        wrongKey(
                new Get.Response(ObjectType.PRIVATE_KEY, "1", Samples.transparentKey()),
                CryptographicAlgorithm.AES,
                256,
                "expected a symmetric key, found PRIVATE_KEY");
    }

    private static void wrongKey(Get.Response answer, CryptographicAlgorithm algorithm, int bits, String problem) {
        assertThatThrownBy(() -> answer.symmetricKey(algorithm, bits))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage(problem);
    }

    private static void refused(RequestMessage request, String problem, ResponseItem... items) {
        assertThatThrownBy(() -> ResponseMatcher.match(request, response(items)))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage(problem);
    }

    private static ResponseItem activated(int index) {
        RequestItem item = THREE.items().get(index);
        return ResponseItem.success(item, new Activate.Response(id(item)));
    }

    private static String id(RequestItem item) {
        return String.valueOf(item.payload().uniqueIdentifier());
    }

    private static Get.Response key(String id) {
        return new Get.Response(ObjectType.SYMMETRIC_KEY, id, Samples.plainKey());
    }

    private static List<MessageExtension> extension(boolean critical) {
        return List.of(new MessageExtension("acme\n", critical, List.of(new Ttlv.Int(0x540001, 1))));
    }

    private static ResponseItem item(
            Operation operation,
            Enumerated<ResultStatus> status,
            @Nullable ResponsePayload payload,
            List<MessageExtension> extensions) {
        return new ResponseItem(operation, null, status, null, null, null, payload, List.of(), extensions);
    }

    private static RequestMessage request(RequestPayload... payloads) {
        return RequestMessage.of(ASKED, List.of(payloads));
    }

    private static ResponseMessage response(ResponseItem... items) {
        return new ResponseMessage(ANSWERED, List.of(items));
    }
}
