// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads passphrases from a file, a file descriptor or a prompt; never from an argument or the environment. */
final class Passphrases {
    private static final int MAX_BYTES = 1024;

    private Passphrases() {}

    /** The passphrase that opens a key store, wherever the options say it is. The caller wipes it. */
    static char[] toOpen(KeyOptions options, String what) throws IOException {
        char @Nullable [] given = given(options);
        return given != null ? given : prompt(options, "passphrase of " + what + ": ");
    }

    /** Another secret than a passphrase: the prompt names it as it is. The caller wipes it. */
    static char[] secret(KeyOptions options, String what) throws IOException {
        char @Nullable [] given = given(options);
        return given != null ? given : prompt(options, what + ": ");
    }

    /** A passphrase that is being set: at a prompt it is asked for twice. The caller wipes it. */
    static char[] toSet(KeyOptions options, String what) throws IOException {
        char @Nullable [] given = given(options);
        if (given != null) {
            return given;
        }
        char[] first = prompt(options, "new passphrase for " + what + ": ");
        char[] second = prompt(options, "the same again: ");
        try {
            if (!Arrays.equals(first, second)) {
                Arrays.fill(first, '\0');
                throw new UsageException("the two passphrases differ", "try again");
            }
            return first;
        } finally {
            Arrays.fill(second, '\0');
        }
    }

    private static char @Nullable [] given(KeyOptions options) throws IOException {
        KeyOptions.@Nullable Source source = options.source;
        if (source == null) {
            return null;
        }
        if (source.descriptor != null) {
            requireGiven(source.descriptor);
            return read(Path.of("/dev/fd/" + source.descriptor), "file descriptor " + source.descriptor);
        }
        return source.file == null ? null : read(source.file, "'" + source.file + "'");
    }

    /** Refuses a descriptor that the caller did not open: by that number the JVM has files of its own. */
    private static void requireGiven(int descriptor) throws UsageException {
        if (!System.getProperty("sectorkeep.descriptors", "").contains("," + descriptor + ",")) {
            throw new UsageException(
                    "file descriptor " + descriptor + " is not open",
                    "open it for the command, such as: --passphrase-fd 3 3<FILE");
        }
    }

    /** The first line of a file. */
    private static char[] read(Path file, String name) throws IOException {
        byte[] bytes = new byte[MAX_BYTES + 1];
        try (InputStream stream = Files.newInputStream(file)) {
            int length = stream.readNBytes(bytes, 0, bytes.length);
            int end = 0;
            while (end < length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            if (end == 0 || end > MAX_BYTES) {
                throw new UsageException(
                        "the passphrase in " + name
                                + (end == 0 ? " is empty" : " is longer than " + MAX_BYTES + " bytes"),
                        "put it on the first line of the file");
            }
            return decode(bytes, end, name);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static char[] decode(byte[] bytes, int length, String name) throws IOException {
        CharBuffer chars = CharBuffer.allocate(length);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            if (decoder.decode(ByteBuffer.wrap(bytes, 0, length), chars, true).isError()) {
                throw new UsageException("the passphrase in " + name + " is not UTF-8", "store it as UTF-8 text");
            }
            return Arrays.copyOf(chars.array(), chars.position());
        } finally {
            Arrays.fill(chars.array(), '\0');
        }
    }

    @SuppressWarnings(
            "SystemConsoleNull") // the launcher asks newer JDKs for the console that is null without a terminal
    private static char[] prompt(KeyOptions options, String text) throws UsageException {
        Console console = System.console();
        char @Nullable [] answer = console == null ? null : console.readPassword("%s", text);
        if (answer == null || answer.length == 0) {
            throw new UsageException(
                    "a passphrase is needed and there is no terminal to ask at, or none was typed", options.hint());
        }
        return answer;
    }
}
