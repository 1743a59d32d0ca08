// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The settings of a virtual machine, or the list of its snapshots, which has the same form. Every line is kept as it is,
 * byte for byte: comments, order, quoting, duplicates, line ends and encoding. Keys are found whatever their case.
 *
 * <p>Immutable, so safe for any use by several threads.
 */
public final class VmxFile {
    /** The largest file that is read, in bytes. Real ones have some kilobytes. */
    public static final int MAX_BYTES = 4 << 20;

    /** The most lines that are read. */
    public static final int MAX_LINES = 1 << 16;

    private static final String ENCODING = ".encoding";

    private final Path path;
    private final List<VmxLine> lines;
    private final Charset charset;

    private VmxFile(Path path, List<VmxLine> lines, Charset charset) {
        this.path = path;
        this.lines = List.copyOf(lines);
        this.charset = charset;
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its settings
     * @throws VmxFormatException as {@link #parse}
     * @throws IOException if it cannot be read
     */
    public static VmxFile read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return parse(in.readNBytes(MAX_BYTES + 1), path);
        }
    }

    /**
     * Reads settings.
     *
     * @param bytes a whole file, at most {@value #MAX_BYTES} bytes
     * @param path the file, for messages
     * @return the settings
     * @throws VmxFormatException if it is too long, or a line is no setting, comment or blank line, or the encoding is not
     *     known here
     */
    public static VmxFile parse(byte[] bytes, Path path) throws VmxFormatException {
        if (bytes.length > MAX_BYTES) {
            throw new VmxFormatException(path, 0, "has more than " + MAX_BYTES + " bytes");
        }
        List<VmxLine> lines = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(line(path, lines.size() + 1, text.substring(start, end)));
            start = end;
        }
        return new VmxFile(path, lines, charset(path, lines));
    }

    private static VmxLine line(Path path, int number, String raw) throws VmxFormatException {
        if (number > MAX_LINES) {
            throw new VmxFormatException(path, number, "is one too many");
        }
        if (raw.indexOf('\0') >= 0) {
            throw new VmxFormatException(path, number, "holds a NUL");
        }
        try {
            return VmxLine.parse(raw);
        } catch (IllegalArgumentException e) {
            VmxFormatException refused = new VmxFormatException(path, number, String.valueOf(e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    private static Charset charset(Path path, List<VmxLine> lines) throws VmxFormatException {
        Optional<VmxLine> named =
                lines.stream().filter(line -> line.hasKey(ENCODING)).findFirst();
        if (named.isEmpty()) {
            return StandardCharsets.UTF_8;
        }
        String name = named.get().rawValue();
        try {
            Charset charset = Charset.forName(name);
            if (new String(new byte[] {'a', '|', '"'}, charset).equals("a|\"")) {
                return charset;
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            VmxFormatException refused = new VmxFormatException(path, 0, "is in the encoding '" + name + "'");
            refused.initCause(e);
            throw refused;
        }
        throw new VmxFormatException(path, 0, "names the encoding '" + name + "', which no file of its kind can have");
    }

    /**
     * The file that this was read from.
     *
     * @return its path, as given
     */
    public Path path() {
        return path;
    }

    /**
     * The whole text as it is to be written.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.raw()));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The keys of all settings, in the order of their lines.
     *
     * @return the keys as they are written; one that is there twice comes twice
     */
    public List<String> keys() {
        return lines.stream()
                .filter(line -> line.key() != null)
                .map(line -> Objects.requireNonNull(line.key()))
                .toList();
    }

    /**
     * The value of a key, without quotes, its escapes ({@code |22} and the like) resolved.
     *
     * @param key the key, in any case
     * @return the value; nothing if there is no such line
     * @throws VmxFormatException if the key is there with two values, or the value is not in the file's encoding
     */
    public Optional<String> value(String key) throws VmxFormatException {
        Optional<String> found = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            VmxLine line = lines.get(i);
            if (!line.hasKey(key)) {
                continue;
            }
            String value = decode(line, i + 1);
            if (found.isPresent() && !found.get().equals(value)) {
                throw new VmxFormatException(path, i + 1, "gives '" + key + "' a second value");
            }
            found = Optional.of(value);
        }
        return found;
    }

    private String decode(VmxLine line, int number) throws VmxFormatException {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line.rawValue().getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return VmxEscapes.resolve(text);
        } catch (CharacterCodingException e) {
            VmxFormatException refused =
                    new VmxFormatException(path, number, "is not in the encoding " + charset.name());
            refused.initCause(e);
            throw refused;
        }
    }

    /**
     * Sets a key: its line is replaced where it stands, further ones are left out, a new one goes to the end.
     *
     * @param key printable ASCII without blanks, quotes, {@code =} and {@code #}
     * @param value printable ASCII
     * @return new settings
     * @throws IllegalArgumentException if key or value cannot be written so
     */
    public VmxFile with(String key, String value) {
        VmxLine.requireKey(key);
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("the value of '" + key + "' is not printable ASCII");
        }
        VmxLine line = VmxLine.parse(key + " = \"" + VmxEscapes.escape(value) + '"' + lineEnd());
        List<VmxLine> result = new ArrayList<>();
        boolean placed = false;
        for (VmxLine old : lines) {
            if (!old.hasKey(key)) {
                result.add(old);
            } else if (!placed) {
                result.add(line);
                placed = true;
            }
        }
        return placed ? new VmxFile(path, result, charset) : append(line.raw());
    }

    /**
     * Takes a key out.
     *
     * @param key the key, in any case
     * @return new settings without any line of it
     */
    public VmxFile without(String key) {
        return new VmxFile(
                path, lines.stream().filter(line -> !line.hasKey(key)).toList(), charset);
    }

    /** The whole lines, each with its line end, of the settings whose key is meant. */
    List<String> rawLines(Predicate<String> wanted) {
        return lines.stream()
                .filter(line -> line.key() != null && wanted.test(line.key()))
                .map(VmxLine::raw)
                .toList();
    }

    /** Replaces whole lines of settings; the answer is nothing where a line stays as it is. */
    VmxFile replaceLines(Function<String, Optional<String>> replacementByKey) {
        List<VmxLine> result = new ArrayList<>();
        for (VmxLine line : lines) {
            Optional<String> raw = line.key() == null ? Optional.empty() : replacementByKey.apply(line.key());
            result.add(raw.isPresent() ? VmxLine.parse(raw.get()) : line);
        }
        for (int i = 0; i < result.size() - 1; i++) {
            if (!result.get(i).hasLineEnd()) { // it stood at the end, and does so no more
                result.set(i, VmxLine.parse(result.get(i).raw() + lineEnd()));
            }
        }
        return new VmxFile(path, result, charset);
    }

    int lineCount() {
        return lines.size();
    }

    boolean endsWithLineEnd() {
        return lines.isEmpty() || lines.get(lines.size() - 1).hasLineEnd();
    }

    /** Adds a whole line at the end; what had no line end gets one. */
    VmxFile append(String raw) {
        List<VmxLine> result = new ArrayList<>(lines);
        int last = result.size() - 1;
        if (last >= 0 && !result.get(last).hasLineEnd()) {
            result.set(last, VmxLine.parse(result.get(last).raw() + lineEnd()));
        }
        result.add(VmxLine.parse(raw));
        return new VmxFile(path, result, charset);
    }

    /** The last line without its end. */
    VmxFile withoutLastLineEnd() {
        if (lines.isEmpty()) {
            return this;
        }
        List<VmxLine> result = new ArrayList<>(lines);
        String last = result.remove(result.size() - 1).raw();
        result.add(VmxLine.parse(last.replaceFirst("\\r?\\n$", "")));
        return new VmxFile(path, result, charset);
    }

    /** What the lines of this file end with. */
    String lineEnd() {
        return !lines.isEmpty() && lines.get(0).raw().endsWith("\r\n") ? "\r\n" : "\n";
    }

    /** Equal if every byte is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof VmxFile that && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }

    /** The path; the settings may hold secrets. */
    @Override
    public String toString() {
        return "VmxFile[" + path + "]";
    }
}
