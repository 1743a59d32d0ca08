// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** The archive of classes that the launcher keeps makes starts faster, and is otherwise never noticed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherArchiveTest {
    private static final Path LAUNCHER =
            Path.of("..", "sectorkeep").toAbsolutePath().normalize();

    @TempDir
    private static Path folder;

    private static Path app;

    /** A checkout in which everything is built; making its archive takes so long that all tests have the same. */
    @BeforeAll
    static void install() throws IOException {
        Peers.requireProgram("bash");
        app = Files.createDirectories(folder.resolve("cli/target/app"));
        Files.copy(LAUNCHER, folder.resolve("sectorkeep"), StandardCopyOption.COPY_ATTRIBUTES);
        List<String> names = new ArrayList<>();
        for (Path part : classPath()) {
            String name = names.size() + ".jar";
            if (Files.isDirectory(part)) {
                pack(part, app.resolve(name));
            } else {
                Files.copy(part, app.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
            }
            names.add(name);
        }
        Files.writeString(app.resolve(".classpath"), String.join(":", names) + "\n");
        Files.createFile(app.resolve(".complete"));
    }

    @Test
    @Order(0)
    void theFirstCommandMakesItInSilenceAndTheNextUsesIt() throws IOException {
        assertThat(info()).isEqualTo(expected());
        Path archive = archive();
        FileTime made = Files.getLastModifiedTime(archive);
        assertThat(Files.size(archive)).isGreaterThan(1 << 20);
        assertThat(info()).isEqualTo(expected());
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
        try (Stream<Path> files = Files.list(app)) {
            assertThat(files.filter(path -> path.getFileName().toString().startsWith("classes-")))
                    .hasSize(1);
        }
    }

    @Test
    @Order(1)
    void oneThatIsGarbageOrCutShortOrOfOtherJarsDoesNoHarm() throws IOException {
        info();
        Path archive = archive();
        byte[] sound = Files.readAllBytes(archive);
        Files.write(archive, "garbage".getBytes(StandardCharsets.UTF_8));
        assertThat(info()).isEqualTo(expected());
        Files.write(archive, Arrays.copyOf(sound, sound.length / 2));
        assertThat(info()).isEqualTo(expected());
        Files.write(archive, sound);
        Path jar = app.resolve("0.jar");
        FileTime modified = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(info()).isEqualTo(expected());
        Files.setLastModifiedTime(jar, modified);
    }

    @Test
    @Order(2) // the last: it leaves none
    void whereItCannotBeMadeCommandsRunWithoutIt() throws IOException {
        info();
        Path archive = archive();
        Files.delete(archive);
        Files.createDirectories(archive.resolve("in the way"));
        assertThat(info()).isEqualTo(expected());
        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH)); // older than the build: to be made again
        assertThat(info()).isEqualTo(expected());
    }

    private String info() {
        List<String> command = List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "SECTORKEEP_HOME=" + folder.resolve("home"),
                folder.resolve("sectorkeep").toString(),
                "info",
                Tool.EXAMPLE.toString());
        return Peers.run(folder, command).output();
    }

    private String expected() {
        return new Tool(folder).succeed("info", Tool.EXAMPLE.toString()).out();
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(app)) {
            return files.filter(path -> path.getFileName().toString().startsWith("classes-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Path> classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .flatMap(paths -> Stream.of(paths.split(File.pathSeparator)))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream stream = Files.newOutputStream(jar);
                JarOutputStream target = new JarOutputStream(stream);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                target.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, target);
                target.closeEntry();
            }
        }
    }
}
