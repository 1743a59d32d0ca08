// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.sectorkeep.keys.SealedKekCache;
import org.sectorkeep.keys.Sealer;

/** Opens the sealed key cache of a host, if one is wanted. */
final class HostKeyCache {
    private static final int MOST_PIN_BYTES = 1024;

    private HostKeyCache() {}

    /** The cache; none if it is not wanted or cannot be opened, which costs nothing but a warning. */
    static Optional<SealedKekCache> open(HostSettings settings, Path folder, Consumer<String> log) {
        if (settings.cache().isEmpty()) {
            return Optional.empty();
        }
        HostSettings.SealedCache wanted = settings.cache().get();
        try (Sealer by = sealer(wanted.by())) {
            Sealer hostKey = Sealer.ofHostKey(folder.resolve("host.key"), by);
            boolean opened = false;
            try {
                SealedKekCache cache = SealedKekCache.open(folder.resolve("host-keks"), hostKey, wanted.limit());
                opened = true;
                return Optional.of(cache);
            } finally {
                if (!opened) {
                    hostKey.close();
                }
            }
        } catch (IOException e) {
            log.accept("warning: there is no sealed key cache: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Sealer sealer(HostSettings.SealedBy by) throws IOException {
        if (by instanceof HostSettings.SealedBy.Token token) {
            return Sealer.ofToken(token.library(), token.slotIndex(), purpose -> pin(token.pinFile()));
        }
        return Sealer.ofKeyFile(((HostSettings.SealedBy.KeyFile) by).file());
    }

    /** The first line of a file, or of a pipe. */
    private static char[] pin(Path file) throws IOException {
        byte[] bytes = new byte[MOST_PIN_BYTES];
        CharBuffer characters = CharBuffer.allocate(0);
        try (InputStream in = Files.newInputStream(file)) {
            int lengthBytes = 0;
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                if (lengthBytes == bytes.length) {
                    throw new IOException(
                            "the first line of '" + file + "' is longer than " + MOST_PIN_BYTES + " bytes");
                }
                bytes[lengthBytes++] = (byte) next;
            }
            characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, lengthBytes));
            return Arrays.copyOf(characters.array(), characters.remaining());
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(characters.array(), '\0');
        }
    }
}
