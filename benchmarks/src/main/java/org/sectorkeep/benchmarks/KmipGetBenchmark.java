// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.Get;
import org.sectorkeep.kmip.message.KeyBlock;
import org.sectorkeep.kmip.message.KeyValue;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.ManagedObject;
import org.sectorkeep.kmip.message.ObjectType;
import org.sectorkeep.kmip.message.RequestHeader;
import org.sectorkeep.kmip.message.RequestMessage;
import org.sectorkeep.kmip.message.ResponseHeader;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResponseMatcher;
import org.sectorkeep.kmip.message.ResponseMessage;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

/** A Get exchange, from types to bytes and back. Divide the time by {@code keys}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class KmipGetBenchmark {
    /** Keys asked for in one request. */
    @Param({"1", "100"})
    public int keys;

    private RequestMessage request;
    private ResponseMessage response;
    private ByteBuffer requestBytes;
    private ByteBuffer responseBytes;

    /** Makes an exchange about AES-256 keys. */
    @Setup(Level.Trial)
    public void exchange() {
        List<Get.Request> gets = Stream.generate(
                        () -> new Get.Request(UUID.randomUUID().toString()))
                .limit(keys)
                .toList();
        request = RequestMessage.of(new RequestHeader(KmipVersion.V1_4, List.of()), gets);
        KeyBlock key = new KeyBlock(KeyValue.raw(ByteString.copyOf(new byte[32])), CryptographicAlgorithm.AES, 256);
        List<ResponseItem> items = request.items().stream()
                .map(item -> ResponseItem.success(
                        item,
                        new Get.Response(
                                ObjectType.SYMMETRIC_KEY,
                                String.valueOf(item.payload().uniqueIdentifier()),
                                new ManagedObject.Key(key))))
                .toList();
        response = new ResponseMessage(new ResponseHeader(KmipVersion.V1_4, 0), items);
        requestBytes = ByteBuffer.allocateDirect(TtlvEncoder.lengthBytes(request.toTtlv()));
        responseBytes = ByteBuffer.allocateDirect(TtlvEncoder.lengthBytes(response.toTtlv()));
        TtlvEncoder.encode(request.toTtlv(), requestBytes);
        TtlvEncoder.encode(response.toTtlv(), responseBytes);
        requestBytes.clear();
        responseBytes.clear();
    }

    /** What a client does before it sends. */
    @Benchmark
    public ByteBuffer encodeRequest() {
        TtlvEncoder.encode(request.toTtlv(), requestBytes);
        return requestBytes.clear();
    }

    /** What a client does with what it received. */
    @Benchmark
    public List<ResponseItem> decodeAndMatchResponse() throws KmipException {
        ResponseMessage read = ResponseMessage.read(TtlvDecoder.decode(responseBytes, TtlvLimits.DEFAULT));
        return ResponseMatcher.match(request, read);
    }

    /** What a server does with what it received. */
    @Benchmark
    public RequestMessage decodeRequest() throws KmipException {
        return RequestMessage.read(TtlvDecoder.decode(requestBytes, TtlvLimits.DEFAULT));
    }

    /** What a server does before it answers. */
    @Benchmark
    public ByteBuffer encodeResponse() {
        TtlvEncoder.encode(response.toTtlv(), responseBytes);
        return responseBytes.clear();
    }
}
