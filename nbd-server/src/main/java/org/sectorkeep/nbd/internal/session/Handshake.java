// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.nbd.NbdExport;
import org.sectorkeep.nbd.NbdExports;
import org.sectorkeep.nbd.NbdTls;
import org.sectorkeep.nbd.internal.net.Input;
import org.sectorkeep.nbd.internal.net.Transport;
import org.sectorkeep.nbd.internal.session.Agreement.Contexts;
import org.sectorkeep.nbd.internal.wire.ExportFlags;
import org.sectorkeep.nbd.internal.wire.HeaderKind;
import org.sectorkeep.nbd.internal.wire.InfoRequest;
import org.sectorkeep.nbd.internal.wire.Magic;
import org.sectorkeep.nbd.internal.wire.MetaRequest;
import org.sectorkeep.nbd.internal.wire.Option;
import org.sectorkeep.nbd.internal.wire.OptionData;
import org.sectorkeep.nbd.internal.wire.OptionFormatException;
import org.sectorkeep.nbd.internal.wire.OptionReply;
import org.sectorkeep.nbd.internal.wire.Request;

/**
 * The fixed newstyle handshake with one client (section "Fixed newstyle negotiation"). An option that cannot be understood
 * is skipped and answered, so that client and server stay in step.
 */
final class Handshake {
    /** Longer data of an option is skipped up to this; with more the connection ends. */
    private static final int MAX_SKIPPED_BYTES = 1 << 20;

    private static final int MAX_OPTION_COUNT = 4096;
    private static final int ZEROES_BYTES = 124;
    private static final int PREFERRED_BLOCK_BYTES = 4096;

    private final Input input;
    private final NbdExports exports;
    private final NbdTls tls;
    private final Upgrade upgrade;
    private final BooleanSupplier closing;
    private Transport transport;
    private int clientFlags;
    private boolean secured;
    private HeaderKind headers = HeaderKind.SIMPLE;
    private @Nullable NbdExport contextExport;

    /** Starts TLS on a connection, and returns when it is there. */
    @FunctionalInterface
    interface Upgrade {
        Transport start() throws IOException;
    }

    Handshake(
            Transport transport,
            Input input,
            NbdExports exports,
            NbdTls tls,
            Upgrade upgrade,
            BooleanSupplier closing) {
        this.transport = transport;
        this.input = input;
        this.exports = exports;
        this.tls = tls;
        this.upgrade = upgrade;
        this.closing = closing;
    }

    /** What was agreed on; nothing if the client went in peace. */
    Optional<Agreement> run() throws IOException {
        send(ByteBuffer.allocate(18)
                .putLong(Magic.SERVER)
                .putLong(Magic.OPTION)
                .putShort((short) (Magic.FIXED_NEWSTYLE | Magic.NO_ZEROES))
                .flip());
        ByteBuffer flags = input.next(Integer.BYTES);
        if (flags == null) {
            return Optional.empty();
        }
        clientFlags = flags.getInt();
        if ((clientFlags & ~(Magic.FIXED_NEWSTYLE | Magic.NO_ZEROES)) != 0) {
            throw new ProtocolException("unknown client flags 0x" + Integer.toHexString(clientFlags));
        }
        return haggle();
    }

    /** The transport after the handshake: under TLS another one than before. */
    Transport transport() {
        return transport;
    }

    private Optional<Agreement> haggle() throws IOException {
        for (int count = 0; count < MAX_OPTION_COUNT; count++) {
            ByteBuffer header = input.next(Option.HEADER_BYTES);
            if (header == null) {
                return Optional.empty();
            }
            long magic = header.getLong();
            if (magic != Magic.OPTION) {
                throw new ProtocolException("an option begins with 0x" + Long.toHexString(magic));
            }
            int option = header.getInt();
            long dataBytes = Integer.toUnsignedLong(header.getInt());
            if (option == Option.ABORT) {
                input.skip(Math.min(dataBytes, MAX_SKIPPED_BYTES));
                reply(option, OptionReply.ACK);
                return Optional.empty();
            }
            Agreement agreement = answer(option, dataBytes);
            if (agreement != null) {
                return Optional.of(agreement);
            }
        }
        throw new ProtocolException("more than " + MAX_OPTION_COUNT + " options");
    }

    /** Answers one option; what was agreed on if it was the last. */
    private @Nullable Agreement answer(int option, long dataBytes) throws IOException {
        if (dataBytes > Option.MAX_DATA_BYTES) {
            skip(option, dataBytes);
            return null;
        }
        byte[] data = new byte[(int) dataBytes];
        input.read(ByteBuffer.wrap(data));
        if (option == Option.EXPORT_NAME) {
            return exportName(ByteBuffer.wrap(data));
        }
        try {
            return refusedAtOnce(option) ? null : known(option, ByteBuffer.wrap(data));
        } catch (OptionFormatException e) {
            error(option, OptionReply.ERR_INVALID, e.getMessage());
            return null;
        }
    }

    private void skip(int option, long dataBytes) throws IOException {
        if (dataBytes > MAX_SKIPPED_BYTES || option == Option.EXPORT_NAME) {
            throw new ProtocolException("an option with " + dataBytes + " bytes of data");
        }
        input.skip(dataBytes);
        error(option, OptionReply.ERR_TOO_BIG, "at most " + Option.MAX_DATA_BYTES + " bytes are read");
    }

    private boolean refusedAtOnce(int option) throws IOException {
        if (closing.getAsBoolean()) {
            error(option, OptionReply.ERR_SHUTDOWN, "the server is shutting down");
            return true;
        }
        if (tlsIsMissing() && option != Option.STARTTLS) {
            error(option, OptionReply.ERR_TLS_REQD, "TLS comes first");
            return true;
        }
        return false;
    }

    private boolean tlsIsMissing() {
        return tls.mode() == NbdTls.Mode.REQUIRED && !secured;
    }

    private @Nullable Agreement known(int option, ByteBuffer data) throws IOException, OptionFormatException {
        switch (option) {
            case Option.LIST -> list(data);
            case Option.STARTTLS -> startTls(data);
            case Option.INFO -> info(option, InfoRequest.read(data));
            case Option.GO -> {
                NbdExport export = info(option, InfoRequest.read(data));
                return export == null ? null : agreement(export);
            }
            case Option.STRUCTURED_REPLY -> structuredReply(data);
            case Option.LIST_META_CONTEXT, Option.SET_META_CONTEXT -> metaContext(option, data);
            case Option.EXTENDED_HEADERS -> extendedHeaders(data);
            default -> error(option, OptionReply.ERR_UNSUP, "unknown option");
        }
        return null;
    }

    private Agreement exportName(ByteBuffer data) throws IOException {
        NbdExport export = tlsIsMissing() || closing.getAsBoolean() ? null : named(data);
        if (export == null) {
            throw new ProtocolException("an export that there is not, or that needs TLS");
        }
        boolean zeroes = (clientFlags & Magic.NO_ZEROES) == 0;
        ByteBuffer reply = ByteBuffer.allocate(Long.BYTES + Short.BYTES + (zeroes ? ZEROES_BYTES : 0))
                .putLong(export.device().sizeBytes())
                .putShort(flags(export));
        send(reply.rewind());
        return agreement(export);
    }

    private @Nullable NbdExport named(ByteBuffer data) throws ProtocolException {
        try {
            return exports.find(new OptionData(data).rest()).orElse(null);
        } catch (OptionFormatException e) {
            throw new ProtocolException(Objects.requireNonNull(e.getMessage()));
        }
    }

    private void list(ByteBuffer data) throws IOException, OptionFormatException {
        new OptionData(data).end();
        for (NbdExport export : exports.all()) {
            byte[] name = utf8(export.name());
            byte[] description = utf8(export.description());
            ByteBuffer reply = ByteBuffer.allocate(Integer.BYTES + name.length + description.length);
            reply.putInt(name.length).put(name).put(description);
            send(OptionReply.of(Option.LIST, OptionReply.SERVER, reply.array()));
        }
        reply(Option.LIST, OptionReply.ACK);
    }

    private void startTls(ByteBuffer data) throws IOException, OptionFormatException {
        new OptionData(data).end();
        if (tls.mode() == NbdTls.Mode.OFF) {
            error(Option.STARTTLS, OptionReply.ERR_POLICY, "this server has no TLS");
        } else if (secured) {
            error(Option.STARTTLS, OptionReply.ERR_INVALID, "TLS is there already");
        } else if ((clientFlags & Magic.FIXED_NEWSTYLE) == 0) {
            error(Option.STARTTLS, OptionReply.ERR_INVALID, "TLS needs the fixed newstyle handshake");
        } else {
            reply(Option.STARTTLS, OptionReply.ACK);
            transport = upgrade.start();
            input.replace(transport);
            secured = true;
            headers = HeaderKind.SIMPLE;
            contextExport = null;
        }
    }

    /** Tells of an export; null if there is none. */
    private @Nullable NbdExport info(int option, InfoRequest request) throws IOException {
        NbdExport export = exports.find(request.name()).orElse(null);
        if (export == null) {
            error(option, OptionReply.ERR_UNKNOWN, "there is no such export");
            return null;
        }
        info(
                option,
                OptionReply.INFO_EXPORT,
                ByteBuffer.allocate(Long.BYTES + Short.BYTES)
                        .putLong(export.device().sizeBytes())
                        .putShort(flags(export)));
        if (request.wanted().contains(OptionReply.INFO_NAME)) {
            info(option, OptionReply.INFO_NAME, ByteBuffer.wrap(utf8(export.name())));
        }
        if (request.wanted().contains(OptionReply.INFO_DESCRIPTION)
                && !export.description().isEmpty()) {
            info(option, OptionReply.INFO_DESCRIPTION, ByteBuffer.wrap(utf8(export.description())));
        }
        info(
                option,
                OptionReply.INFO_BLOCK_SIZE,
                ByteBuffer.allocate(3 * Integer.BYTES)
                        .putInt(1)
                        .putInt(PREFERRED_BLOCK_BYTES)
                        .putInt(Request.MAX_PAYLOAD_BYTES));
        reply(option, OptionReply.ACK);
        return export;
    }

    private void info(int option, int type, ByteBuffer what) throws IOException {
        what.rewind();
        ByteBuffer data = ByteBuffer.allocate(Short.BYTES + what.remaining());
        data.putShort((short) type).put(what);
        send(OptionReply.of(option, OptionReply.INFO, data.array()));
    }

    private void structuredReply(ByteBuffer data) throws IOException, OptionFormatException {
        new OptionData(data).end();
        switch (headers) {
            case SIMPLE -> {
                headers = HeaderKind.STRUCTURED;
                reply(Option.STRUCTURED_REPLY, OptionReply.ACK);
            }
            case STRUCTURED ->
                error(Option.STRUCTURED_REPLY, OptionReply.ERR_INVALID, "structured replies are there already");
            case EXTENDED ->
                error(Option.STRUCTURED_REPLY, OptionReply.ERR_EXT_HEADER_REQD, "extended headers are there already");
        }
    }

    private void extendedHeaders(ByteBuffer data) throws IOException, OptionFormatException {
        new OptionData(data).end();
        if (headers == HeaderKind.EXTENDED) {
            error(Option.EXTENDED_HEADERS, OptionReply.ERR_INVALID, "extended headers are there already");
        } else {
            headers = HeaderKind.EXTENDED;
            reply(Option.EXTENDED_HEADERS, OptionReply.ACK);
        }
    }

    private void metaContext(int option, ByteBuffer data) throws IOException, OptionFormatException {
        boolean selects = option == Option.SET_META_CONTEXT;
        if (selects) {
            contextExport = null;
        }
        MetaRequest request = MetaRequest.read(data);
        NbdExport export = exports.find(request.name()).orElse(null);
        if (headers == HeaderKind.SIMPLE) {
            error(option, OptionReply.ERR_INVALID, "structured replies come first");
        } else if (export == null) {
            error(option, OptionReply.ERR_UNKNOWN, "there is no such export");
        } else {
            if (selects ? request.selects() : request.lists()) {
                contextExport = selects ? export : contextExport;
                byte[] name = utf8(MetaRequest.ALLOCATION);
                ByteBuffer context = ByteBuffer.allocate(Integer.BYTES + name.length);
                context.putInt(selects ? BlockStatus.CONTEXT_ID : 0).put(name);
                send(OptionReply.of(option, OptionReply.META_CONTEXT, context.array()));
            }
            reply(option, OptionReply.ACK);
        }
    }

    private Agreement agreement(NbdExport export) {
        boolean contexts = export.equals(contextExport);
        return new Agreement(export, headers, contexts ? Contexts.ALLOCATION : Contexts.NONE);
    }

    private short flags(NbdExport export) {
        return export.device().isReadOnly() ? ExportFlags.readOnly(headers) : ExportFlags.writable(headers);
    }

    private void error(int option, int type, @Nullable String message) throws IOException {
        send(OptionReply.of(option, type, utf8(Objects.requireNonNullElse(message, ""))));
    }

    private void reply(int option, int type) throws IOException {
        send(OptionReply.of(option, type, new byte[0]));
    }

    private void send(ByteBuffer message) throws IOException {
        transport.write(new ByteBuffer[] {message}, 1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
