// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.sectorkeep.crypto.AuthenticatedStream;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;

/** The files of a machine that are streams: each is sealed, opened and sealed anew as one. */
final class StreamFiles {
    private static final int BUFFER_BYTES = 1 << 16;

    private StreamFiles() {}

    static void seal(Path file, VmKey key, ByteMeter meter) throws IOException {
        ReplacedFile.write(file, target -> {
            byte[] buffer = new byte[BUFFER_BYTES];
            try (InputStream in = Files.newInputStream(file);
                    OutputStream sealing = sealing(target, key, StreamRole.textOf(file))) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    sealing.write(buffer, 0, count);
                    meter.add(count);
                }
            } finally {
                Arrays.fill(buffer, (byte) 0);
            }
        });
    }

    static void open(Path file, VmKey key, ByteMeter meter) throws IOException {
        ReplacedFile.write(file, target -> open(file, key, target, meter));
    }

    /** Under the machine's next DEK; the content does not come to rest in between. */
    static void sealAnew(Path file, VmKey present, VmKey next, ByteMeter meter) throws IOException {
        ReplacedFile.write(file, target -> {
            try (OutputStream sealing = sealing(target, next, StreamRole.textOf(file))) {
                open(file, present, sealing, meter);
            }
        });
    }

    /** Writes the header, and answers with where the plaintext goes. */
    static OutputStream sealing(OutputStream target, VmKey key, String role) throws IOException {
        byte[] header = key.header(role).bytes();
        target.write(header);
        try (SecretBytes streamKey = key.streamKey(role)) {
            return AuthenticatedStream.sealing(target, streamKey, header);
        }
    }

    private static void open(Path file, VmKey key, OutputStream target, ByteMeter meter) throws IOException {
        try (InputStream in = new MeteredInput(new BufferedInputStream(Files.newInputStream(file)), meter)) {
            open(in, file, key, StreamRole.textOf(file), target);
        }
    }

    /** Opens a stream that must have a role of this machine. */
    static void open(InputStream in, Path name, VmKey key, String role, OutputStream target) throws IOException {
        StreamHeader header = StreamHeader.read(in, name);
        requireRole(header, name, key, role);
        try (SecretBytes streamKey = key.streamKey(role)) {
            AuthenticatedStream.open(in, target, streamKey, header.bytes());
        } catch (AuthenticationException e) {
            throw new VmFileAuthenticationException(name, e);
        }
    }

    /** What the header says is compared before any cryptography, each difference with its own message. */
    static void requireRole(StreamHeader header, Path name, VmKey key, String role) throws VmRefusedException {
        if (!header.vmId().equals(key.vmId())) {
            throw new VmRefusedException(
                    "'" + name + "' belongs to the machine " + header.vmId() + ", expected " + key.vmId());
        }
        if (!header.role().equals(role)) {
            throw new VmRefusedException("'" + name + "' was encrypted as '" + header.role() + "', expected '" + role
                    + "': it was renamed or swapped");
        }
        if (!header.dekId().equals(key.dekId())) {
            throw new VmRefusedException("'" + name + "' is encrypted under the data key " + header.dekId()
                    + " of the machine, expected " + key.dekId());
        }
    }
}
