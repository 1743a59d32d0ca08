// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.OutcomeUnknownException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.Create;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.Get;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.message.ResultReason;
import org.sectorkeep.kmip.ttlv.TtlvFormatException;

/** What the caller sees of each thing that a server does wrong, and that it sees it within its deadline. */
@Timeout(120)
class FaultsTest {
    /** The deadline of a call, and what a busy machine adds to it. */
    private static final Duration BOUND = Clients.SHORT.plusSeconds(10);

    private ScriptedKmipServer server;
    private KmipClient client;

    @BeforeEach
    void start() throws KmipException {
        server = ScriptedKmipServer.start();
        server.keys().put("kek", new byte[32]);
        client = Clients.impatient(server);
        client.state("kek");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER_ANSWERS", "ANSWERS_A_BYTE_A_SECOND"})
    void aServerThatIsTooSlowTimesOut(Fault fault) {
        server.failAlways(Operation.GET, fault);
        assertTransport(this::get, TransportPhase.READ, TransportFailure.TIMED_OUT);
    }

    @Test
    void anAnswerThatIsNoMessageIsSaidToBeNone() {
        server.failAlways(Operation.GET, Fault.ANSWERS_GARBAGE);
        assertTransport(this::get, TransportPhase.READ, TransportFailure.NOT_KMIP);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANNOUNCES_A_HUGE_LENGTH", "ANNOUNCES_A_NEGATIVE_LENGTH"})
    void aLengthBeyondAllBoundsIsRefusedAtOnce(Fault fault) {
        server.failAlways(Operation.GET, fault);
        assertTransport(this::get, TransportPhase.READ, TransportFailure.ANSWER_TOO_LONG);
    }

    @Test
    void garbageInAMessageIsNotTtlv() {
        server.failAlways(Operation.GET, Fault.ANSWERS_GARBAGE_IN_A_MESSAGE);
        assertWithin(this::get, TtlvFormatException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_BATCH_ID", "WRONG_OPERATION", "ANOTHER_ID", "WRONG_KEY_LENGTH", "WRONG_ALGORITHM"})
    void anAnswerToSomethingElseIsRefused(Fault fault) {
        server.failAlways(Operation.GET, fault);
        if (fault == Fault.WRONG_BATCH_ID) {
            List<Get.Request> two = List.of(new Get.Request("kek"), new Get.Request("kek"));
            assertWithin(() -> client.batch(two), KmipProtocolException.class);
        } else {
            assertWithin(this::get, KmipProtocolException.class);
        }
    }

    @Test
    void itemsThatWereSwappedAreRefusedAndAskedForOneByOne() {
        server.keys().put("other", new byte[16]);
        server.failNext(Operation.GET, Fault.ITEMS_SWAPPED);
        List<String> lent = new ArrayList<>();
        assertThat(client.getAll(
                        List.of("kek", "other"),
                        key -> lent.add(key.uniqueIdentifier() + key.material().remaining())))
                .isEmpty();
        assertThat(lent).containsExactlyInAnyOrder("kek32", "other16");
        assertThat(server.count(Operation.GET)).isEqualTo(4);
    }

    @Test
    void missingItemsAreNoticed() {
        server.keys().put("other", new byte[16]);
        server.failAlways(Operation.GET, Fault.ITEM_MISSING);
        assertWithin(
                () -> client.batch(List.of(new Get.Request("kek"), new Get.Request("other"))),
                KmipProtocolException.class);
    }

    @Test
    void anErrorOfVersion1WithoutOperationIsTheRefusalOfTheWholeRequest() {
        server.failAlways(Operation.GET, Fault.ERROR_WITHOUT_OPERATION);
        assertWithin(this::get, KmipOperationException.class)
                .satisfies(e -> assertThat(((KmipOperationException) e).isBecause(ResultReason.INVALID_MESSAGE))
                        .isTrue());
    }

    @Test
    void aPendingOperationIsPolledFor() throws KmipException {
        server.failNext(Operation.GET, Fault.PENDING);
        assertThat(get()).isEqualTo(32);
        assertThat(server.count(Operation.POLL)).isEqualTo(3);
        server.failNext(Operation.CREATE, Fault.PENDING);
        String id = client.call(Clients.aes256("n"), Create.Response.class).uniqueIdentifier();
        assertThat(server.keys().state(id)).contains(KmipState.PRE_ACTIVE);
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @Test
    void anOperationThatStaysPendingIsCancelledWhenTimeIsUp() {
        server.failNext(Operation.GET, Fault.PENDING_FOR_EVER);
        assertTransport(this::get, TransportPhase.READ, TransportFailure.TIMED_OUT);
        assertThat(server.count(Operation.CANCEL)).isEqualTo(1);
        server.failNext(Operation.CREATE, Fault.PENDING_FOR_EVER);
        assertWithin(this::create, OutcomeUnknownException.class);
        assertThat(server.count(Operation.CANCEL)).isEqualTo(2);
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSES_BEFORE_THE_ANSWER", "RESETS_AFTER_ARRIVAL", "CLOSES_WITHIN_THE_ANSWER"})
    void aBrokenConnectionCostsAReaderOneSilentReconnect(Fault fault) throws KmipException {
        server.failNext(Operation.GET, fault);
        assertThat(get()).isEqualTo(32);
        assertThat(server.count(Operation.GET)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSES_BEFORE_THE_ANSWER", "RESETS_AFTER_ARRIVAL", "CLOSES_WITHIN_THE_ANSWER"})
    void connectionsThatBreakAgainAndAgainAreReported(Fault fault) {
        server.failAlways(Operation.GET, fault);
        assertTransport(
                this::get,
                TransportPhase.READ,
                fault == Fault.CLOSES_WITHIN_THE_ANSWER
                        ? TransportFailure.CLOSED_WITHIN_ANSWER
                        : TransportFailure.CLOSED_BEFORE_ANSWER);
        assertThat(server.count(Operation.GET)).isEqualTo(2);
    }

    @Test
    void aServerThatClosesAfterEachAnswerIsServedByNewConnections() throws KmipException {
        server.failAlways(Operation.GET, Fault.CLOSES_AFTER_THE_ANSWER);
        server.failAlways(Operation.CREATE, Fault.CLOSES_AFTER_THE_ANSWER);
        for (int i = 0; i < 5; i++) {
            assertThat(get()).isEqualTo(32);
            client.call(Clients.aes256("n" + i));
        }
        assertThat(server.count(Operation.CREATE)).isEqualTo(5);
    }

    @Test
    void connectionsThatTheServerClosedWhileTheyRestedAreReplacedInSilence() throws KmipException {
        server.hangUp();
        assertThat(get()).isEqualTo(32);
        server.hangUp();
        client.call(Clients.aes256("n"));
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
        assertThat(server.count(Operation.GET)).isEqualTo(1);
    }

    static Stream<Fault> lossOfTheAnswer() {
        Set<Fault> harmless = EnumSet.of(
                Fault.CLOSES_AFTER_THE_ANSWER,
                Fault.PENDING,
                Fault.ERROR_WITHOUT_OPERATION,
                Fault.REFUSES,
                Fault.FORBIDS,
                // These change nothing in the answer to a single Create.
                Fault.WRONG_BATCH_ID,
                Fault.ANOTHER_ID,
                Fault.WRONG_KEY_LENGTH,
                Fault.WRONG_ALGORITHM,
                Fault.ITEMS_SWAPPED,
                Fault.ITEM_MISSING);
        return EnumSet.complementOf(EnumSet.copyOf(harmless)).stream();
    }

    @ParameterizedTest
    @MethodSource("lossOfTheAnswer")
    void aCreateWhoseAnswerIsLostIsReportedAndNeverSentTwice(Fault fault) {
        server.failAlways(Operation.CREATE, fault);
        assertWithin(this::create, OutcomeUnknownException.class)
                .satisfies(e ->
                        assertThat(((OutcomeUnknownException) e).operation()).isEqualTo(Operation.CREATE));
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @Test
    void aCreateThatIsRefusedIsARefusalAndNoMystery() {
        server.failAlways(Operation.CREATE, Fault.REFUSES);
        assertWithin(this::create, KmipOperationException.class);
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @Test
    void aCreateThatWasNeverSentIsNoMysteryEither() {
        server.stop();
        assertThatThrownBy(this::create).isInstanceOfSatisfying(KmipTransportException.class, e -> {
            assertThat(e.failure()).isEqualTo(TransportFailure.REFUSED);
            assertThat(e.requestMayHaveArrived()).isFalse();
        });
    }

    @Test
    void anActivateWhoseAnswerIsLostIsReportedToo() {
        server.failAlways(Operation.ACTIVATE, Fault.RESETS_AFTER_ARRIVAL);
        assertWithin(() -> client.activate("kek"), OutcomeUnknownException.class);
        assertThat(server.count(Operation.ACTIVATE)).isEqualTo(1);
    }

    @Test
    void aDeactivatedKeyIsGivenOutAndSaysSo() throws KmipException {
        server.keys().setState("kek", KmipState.DEACTIVATED);
        assertThat(client.state("kek")).isEqualTo(KmipState.DEACTIVATED);
        assertThat(get()).isEqualTo(32);
    }

    @Test
    void aServerThatRefusesBatchesIsAskedOneByOne() {
        try (ScriptedKmipServer single =
                        ScriptedKmipServer.builder().batches(Batches.REFUSED).start();
                KmipClient asker = Clients.impatient(single)) {
            List<String> ids =
                    Stream.iterate(0, i -> i + 1).limit(10).map(i -> "key" + i).toList();
            ids.forEach(id -> single.keys().put(id, new byte[32]));
            List<String> lent = new ArrayList<>();
            assertThat(asker.getAll(ids, key -> lent.add(key.uniqueIdentifier())))
                    .isEmpty();
            assertThat(lent).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(asker.getAll(ids, key -> key)).isEmpty();
            assertThat(single.requests()).as("discovery, one batch, twice ten").isEqualTo(22);
        }
    }

    @Test
    void aServerThatNeverReadsDoesNotHoldUpAWriterBeyondItsDeadline() {
        server.failConnections(ConnectionFault.NEVER_READS);
        try (KmipClient writer = Clients.of(server)
                .version(KmipVersion.V1_4)
                .deadlines(Deadlines.all(Clients.SHORT))
                .build()) {
            Attribute large = Attribute.custom("x-Large", "x".repeat(8 << 20));
            assertWithin(() -> writer.addAttribute("kek", large), OutcomeUnknownException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            KmipTransportException.class,
                            e -> assertThat(e.phase()).isEqualTo(TransportPhase.WRITE));
        }
    }

    @Test
    void anInterruptedCallerIsNotKept() throws Exception {
        server.failAlways(Operation.GET, Fault.NEVER_ANSWERS);
        try (KmipClient patient = Clients.of(server).build()) {
            List<Throwable> thrown = new ArrayList<>();
            Thread caller = new Thread(() -> thrown.add(catchThrowable(() -> patient.get("kek", key -> key))));
            caller.start();
            while (server.count(Operation.GET) == 0) {
                Thread.onSpinWait();
            }
            caller.interrupt();
            caller.join();
            assertThat(thrown.get(0))
                    .isInstanceOfSatisfying(
                            KmipTransportException.class,
                            e -> assertThat(e.failure()).isEqualTo(TransportFailure.INTERRUPTED));
        }
    }

    private int get() throws KmipException {
        return client.get("kek", key -> {
            key.requireSymmetric(CryptographicAlgorithm.AES, 256);
            return key.material().remaining();
        });
    }

    private void create() throws KmipException {
        client.call(Clients.aes256("sectorkeep-create"));
    }

    private static void assertTransport(ThrowingCallable call, TransportPhase phase, TransportFailure failure) {
        assertWithin(call, KmipTransportException.class).satisfies(e -> {
            assertThat(((KmipTransportException) e).failure()).isEqualTo(failure);
            assertThat(((KmipTransportException) e).phase()).isEqualTo(phase);
        });
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertWithin(
            ThrowingCallable call, Class<? extends Throwable> type) {
        long start = System.nanoTime();
        Throwable thrown = catchThrowable(call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(thrown).isInstanceOf(type).hasMessageMatching("\\P{Cntrl}+");
        return assertThat(thrown);
    }
}
