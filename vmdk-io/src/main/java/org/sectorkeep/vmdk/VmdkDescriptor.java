// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The text that describes a disk. Every line is kept as it is, byte for byte: those that nobody here knows, comments,
 * order, line ends and encoding. Keys are found whatever their case.
 *
 * <p>Immutable, so safe for any use by several threads.
 */
public final class VmdkDescriptor {
    /** The {@code parentCID} of a disk that has no parent. */
    public static final long NO_PARENT = 0xffffffffL;

    private static final String DISK_DATABASE = "ddb.";

    private final List<DescriptorLine> lines;
    private final Charset charset;

    VmdkDescriptor(List<DescriptorLine> lines, Charset charset) {
        this.lines = List.copyOf(lines);
        this.charset = charset;
    }

    /**
     * Reads a descriptor.
     *
     * @param text the bytes of a descriptor file or area; a NUL and what is behind it are left out
     * @param name the file, for messages
     * @param offsetBytes where the text starts in the file, for messages
     * @return the descriptor
     * @throws VmdkFormatException if a line is neither blank, a comment, an extent nor a setting, a number is out of
     *     range, a key that matters is there twice, or an extent stands behind a NUL
     * @throws UnsupportedDiskException if the text is in an encoding that this Java does not know
     */
    public static VmdkDescriptor parse(byte[] text, Path name, long offsetBytes)
            throws VmdkFormatException, UnsupportedDiskException {
        return new DescriptorParser(name, offsetBytes).parse(text);
    }

    /**
     * The whole text as it is to be written: every line byte for byte, without padding.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return raw().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The whole text, decoded.
     *
     * @return the lines with their line ends
     */
    public String text() {
        return DescriptorLine.decode(raw(), charset);
    }

    private String raw() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.raw()));
        return text.toString();
    }

    /**
     * The content id, which a program changes when it writes content.
     *
     * @return 0 to 2^32 - 1; {@link #NO_PARENT} if the line is missing
     */
    public long cid() {
        return hex("CID");
    }

    /**
     * The content id that the parent had when this disk was made.
     *
     * @return 0 to 2^32 - 1; {@link #NO_PARENT} if there is no parent
     */
    public long parentCid() {
        return hex("parentCID");
    }

    private long hex(String key) {
        return value(key).map(value -> Long.parseLong(value, 16)).orElse(NO_PARENT);
    }

    /**
     * The value of a key, without quotes.
     *
     * @param key such as "createType" or "ddb.adapterType"
     * @return the value of the first line with that key
     */
    public Optional<String> value(String key) {
        return lines.stream()
                .filter(line -> line.hasKey(key))
                .findFirst()
                .map(line -> DescriptorLine.decode(line.rawValue(), charset));
    }

    /**
     * The keys of all settings, in the order of their lines.
     *
     * @return the keys as they are written
     */
    public List<String> keys() {
        return lines.stream()
                .map(DescriptorLine::key)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /**
     * The extents, in the order of the disk.
     *
     * @return one for each extent line
     */
    public List<ExtentLine> extents() {
        return lines.stream()
                .filter(DescriptorLine::isExtent)
                .map(line -> line.extent(charset))
                .toList();
    }

    /**
     * Sets a key. Its line is replaced where it stands; a new one goes to the end for {@code ddb.} keys, and behind
     * the lines of {@code CID} and {@code parentCID} for all others.
     *
     * @param key no blanks, quotes or equals signs
     * @param value no control characters or quotes; must be expressible in the descriptor's encoding
     * @return a new descriptor, in which the key stands once
     * @throws IllegalArgumentException if key or value cannot be written
     */
    public VmdkDescriptor with(String key, String value) {
        requireWritable(key, value);
        boolean database = key.toLowerCase(Locale.ROOT).startsWith(DISK_DATABASE);
        String separator = database ? " = " : "=";
        return put(key, key + separator + '"' + DescriptorLine.encode(value, charset) + '"');
    }

    /**
     * Sets the content id.
     *
     * @param cid 0 to 2^32 - 2
     * @return a new descriptor
     * @throws IllegalArgumentException if out of range
     */
    public VmdkDescriptor withCid(long cid) {
        if (cid < 0 || cid >= NO_PARENT) {
            throw new IllegalArgumentException("CID must be 0 to 2^32 - 2, found " + cid);
        }
        return put("CID", String.format(Locale.ROOT, "CID=%08x", cid));
    }

    /**
     * Makes it the descriptor of a child.
     *
     * @param parentCid the parent's content id, 0 to 2^32 - 2
     * @param parentFileNameHint where the parent is, absolute or from the child's folder on
     * @return a new descriptor
     * @throws IllegalArgumentException if the id is out of range, or the name cannot stand in a descriptor
     */
    public VmdkDescriptor withParent(long parentCid, String parentFileNameHint) {
        if (parentCid < 0 || parentCid >= NO_PARENT) {
            throw new IllegalArgumentException("parentCID must be 0 to 2^32 - 2, found " + parentCid);
        }
        return put("parentCID", String.format(Locale.ROOT, "parentCID=%08x", parentCid))
                .with("parentFileNameHint", parentFileNameHint);
    }

    /**
     * Takes a key out.
     *
     * @param key the key
     * @return a new descriptor without any line of that key
     */
    public VmdkDescriptor without(String key) {
        return withoutLines(line -> line.hasKey(key));
    }

    /**
     * Takes the disk database (the {@code ddb.} lines: adapter, geometry, hardware version and the like) of another
     * disk in place of this one's.
     *
     * @param source the other descriptor
     * @return a new descriptor
     * @throws IllegalArgumentException if a value cannot be expressed in this descriptor's encoding
     */
    public VmdkDescriptor withDiskDatabaseOf(VmdkDescriptor source) {
        VmdkDescriptor result = withoutLines(VmdkDescriptor::isDiskDatabase);
        for (DescriptorLine line : source.lines) {
            String key = line.key();
            if (key != null && isDiskDatabase(line)) {
                String value = DescriptorLine.decode(line.rawValue(), source.charset);
                result = result.with(key, value);
            }
        }
        return result;
    }

    /**
     * Says anew of which extents the disk is made. A line that stays as it was is kept byte for byte.
     *
     * @param extents at least one, in the order of the disk
     * @return a new descriptor, with the extents where the first one stood, or at the end
     * @throws IllegalArgumentException if there is none, or a file name cannot stand in a descriptor
     */
    public VmdkDescriptor withExtents(List<ExtentLine> extents) {
        if (extents.isEmpty()) {
            throw new IllegalArgumentException("a disk has at least one extent");
        }
        List<DescriptorLine> old =
                new ArrayList<>(lines.stream().filter(DescriptorLine::isExtent).toList());
        List<DescriptorLine> result =
                new ArrayList<>(lines.stream().filter(line -> !line.isExtent()).toList());
        int index = old.isEmpty() ? result.size() : lines.indexOf(old.get(0));
        for (ExtentLine each : extents) {
            DescriptorLine kept = old.stream()
                    .filter(line -> line.extent(charset).equals(each))
                    .findFirst()
                    .orElseGet(() -> extentLine(each));
            old.remove(kept);
            boolean ended = kept.raw().endsWith("\n");
            result.add(index, ended ? kept : new DescriptorLine(kept.raw() + lineEnd(), 0));
            index++;
        }
        return new VmdkDescriptor(result, charset);
    }

    private DescriptorLine extentLine(ExtentLine extent) {
        String name = extent.fileName() == null ? "" : extent.fileName();
        requireWritable(extent.type(), name);
        String line = extent.access() + ' ' + extent.sectorCount() + ' ' + extent.type();
        if (extent.fileName() != null) {
            line += " \"" + DescriptorLine.encode(name, charset) + '"';
        }
        boolean flat = extent.fileName() != null
                && (extent.type().equals("FLAT") || extent.type().equals("VMFS"));
        line += flat ? " " + extent.offsetSectors() : "";
        return new DescriptorLine(line + (extent.rest().isEmpty() ? "" : " " + extent.rest()) + lineEnd(), 0);
    }

    private static boolean isDiskDatabase(DescriptorLine line) {
        String key = line.key();
        return key != null && key.toLowerCase(Locale.ROOT).startsWith(DISK_DATABASE);
    }

    private VmdkDescriptor withoutLines(Predicate<DescriptorLine> unwanted) {
        return new VmdkDescriptor(lines.stream().filter(unwanted.negate()).toList(), charset);
    }

    private VmdkDescriptor put(String key, String newLine) {
        DescriptorLine line = new DescriptorLine(newLine + lineEnd(), 0);
        List<DescriptorLine> result = new ArrayList<>();
        boolean placed = false;
        for (DescriptorLine old : lines) {
            if (!old.hasKey(key)) {
                result.add(old);
            } else if (!placed) {
                result.add(line);
                placed = true;
            }
        }
        if (!placed) {
            insert(result, key, line);
        }
        return new VmdkDescriptor(result, charset);
    }

    private void insert(List<DescriptorLine> target, String key, DescriptorLine line) {
        int index = key.toLowerCase(Locale.ROOT).startsWith(DISK_DATABASE) ? target.size() : afterContentIds(target);
        if (index > 0 && !target.get(index - 1).raw().endsWith("\n")) {
            target.set(index - 1, new DescriptorLine(target.get(index - 1).raw() + lineEnd(), 0));
        }
        target.add(index, line);
    }

    private static int afterContentIds(List<DescriptorLine> lines) {
        for (int index = lines.size(); index > 0; index--) {
            DescriptorLine line = lines.get(index - 1);
            if (line.hasKey("CID") || line.hasKey("parentCID")) {
                return index;
            }
        }
        return lines.size();
    }

    private String lineEnd() {
        return !lines.isEmpty() && lines.get(0).raw().endsWith("\r\n") ? "\r\n" : "\n";
    }

    private void requireWritable(String key, String value) {
        if (!key.matches("[^\\s\"=#\\p{Cntrl}][^\\s\"=\\p{Cntrl}]*")) {
            throw new IllegalArgumentException("not a descriptor key: '" + key + "'");
        }
        boolean clean = value.chars().noneMatch(c -> Character.isISOControl(c) || c == '"');
        if (!clean || !charset.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException("value of '" + key + "' has characters a descriptor cannot hold");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VmdkDescriptor that && charset.equals(that.charset) && raw().equals(that.raw());
    }

    @Override
    public int hashCode() {
        return raw().hashCode();
    }

    /** The text, decoded. */
    @Override
    public String toString() {
        return text();
    }
}
