// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.sectorkeep.crypto.AuthenticatedStream;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.Hkdf;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;

/**
 * The DEK of a machine, from which the keys of its files are derived, in its envelope. The envelope is one of a disk of the
 * least size, whose id is the machine's.
 *
 * @param envelope the DEK, wrapped
 * @param dek the DEK
 */
record VmKey(Envelope envelope, SecretBytes dek) implements AutoCloseable {
    private static final XtsCipher LONGEST = XtsCipher.AES_XTS_256;
    private static final long NO_CAPACITY_BYTES = DataUnit.BYTES_512.bytes();
    private static final String INFO = "sectorkeep/vm/v1/stream/";

    /** A new machine under a KEK. */
    static Envelope newMachine(HostKeys keys, KeyId kek) throws IOException {
        long first = EnvelopeHeader.FIRST_GENERATION;
        return newDek(keys, kek, DiskId.random(), first, first);
    }

    /** A new DEK of the same machine. */
    static Envelope nextDek(HostKeys keys, KeyId kek, EnvelopeHeader present) throws IOException {
        return newDek(keys, kek, present.diskId(), present.dekGeneration() + 1, present.envelopeGeneration() + 1);
    }

    private static Envelope newDek(HostKeys keys, KeyId kek, DiskId vmId, long dekGeneration, long generation)
            throws IOException {
        try (XtsKey dek = XtsKey.generate(LONGEST)) {
            return wrap(keys, kek, vmId, dek.bytes(), dekGeneration, generation);
        }
    }

    /** The same DEK under another KEK. */
    Envelope rewrapped(HostKeys keys, KeyId kek) throws IOException {
        EnvelopeHeader present = envelope.header();
        return wrap(keys, kek, present.diskId(), dek, present.dekGeneration(), present.envelopeGeneration() + 1);
    }

    private static Envelope wrap(
            HostKeys keys, KeyId kek, DiskId vmId, SecretBytes dek, long dekGeneration, long generation)
            throws IOException {
        try (Kek handle = keys.kek(kek)) {
            EnvelopeHeader header = new EnvelopeHeader(
                    vmId,
                    NO_CAPACITY_BYTES,
                    DataUnit.BYTES_512,
                    LONGEST,
                    DekId.of(dek),
                    dekGeneration,
                    generation,
                    kek,
                    Clock.systemUTC().instant());
            return handle.wrap(header, dek);
        }
    }

    /** Opens an envelope that stands in a file. */
    static VmKey open(HostKeys keys, Path file, Envelope envelope) throws IOException {
        try (Kek kek = keys.kek(envelope.header().keyId(), file)) {
            return new VmKey(envelope, kek.unwrap(envelope));
        } catch (AuthenticationException e) {
            throw new VmFileAuthenticationException(file, e);
        }
    }

    DiskId vmId() {
        return envelope.header().diskId();
    }

    DekId dekId() {
        return envelope.header().dekId();
    }

    StreamHeader header(String role) {
        return new StreamHeader(vmId(), dekId(), role);
    }

    /** The key of one file. */
    SecretBytes streamKey(String role) {
        byte[] info = (INFO + role).getBytes(StandardCharsets.UTF_8);
        return Hkdf.sha512(dek, vmId().bytes(), info, AuthenticatedStream.KEY_BYTES);
    }

    @Override
    public void close() {
        dek.close();
    }

    /** Which key it is, never the key. */
    @Override
    public String toString() {
        return "VmKey[" + vmId() + ", " + dekId() + "]";
    }
}
