// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** In JVMs of their own: first use, start from class path and module path, limits of the system. */
@EnabledOnOs(OS.LINUX)
class ForkedJvmTest {
    private static final String MODULE = "org.sectorkeep.crypto";
    private static final String MAIN = "org.sectorkeep.crypto.ForkedMain";
    private static final String[] FROM_CLASS_PATH = {
        "--enable-native-access=ALL-UNNAMED", "-cp", classPath(location(XtsEngine.class)), MAIN
    };

    @TempDir
    Path folder;

    @TempDir
    Path logs;

    private record Outcome(List<String> output, String errors) {}

    @Test
    void worksAndIsSilentFromTheClassPath() throws Exception {
        Outcome outcome = run(Map.of(), List.of(), FROM_CLASS_PATH, "encrypt");
        assertWorks(outcome);
        assertThat(outcome.output).contains("module null");
    }

    @Test
    void worksAndIsSilentFromTheModulePath() throws Exception {
        Outcome outcome = run(Map.of(), List.of(), fromModulePath(), "encrypt");
        assertWorks(outcome);
        assertThat(outcome.output).contains("module " + MODULE);
    }

    private static String[] fromModulePath() {
        return new String[] {
            "--enable-native-access=org.jnrproject.jffi",
            "--add-modules",
            "org.objectweb.asm,org.objectweb.asm.commons,org.objectweb.asm.util",
            "-p",
            modulePath(),
            "-cp", // its name cannot be that of a module
            jars(name -> name.endsWith("-native.jar")),
            "--patch-module",
            MODULE + "=" + testClasses(),
            "-m",
            MODULE + "/" + MAIN
        };
    }

    private static void assertWorks(Outcome outcome) {
        assertThat(outcome.errors).isEmpty();
        assertThat(outcome.output).contains("changed true", "restored true", "locked true");
        Peers.require(
                XtsEngine.nativeUnavailable().isEmpty(),
                "native engine: " + XtsEngine.nativeUnavailable().orElse(""));
        assertThat(outcome.output).anyMatch(line -> line.startsWith("engine native ("));
    }

    @Test
    void theEnvironmentChoosesTheEngine() throws Exception {
        Outcome java = run(Map.of("SECTORKEEP_ENGINE", "java"), List.of(), FROM_CLASS_PATH, "encrypt");
        assertThat(java.output).contains("engine java (sunjce-ecb): 'java' by SECTORKEEP_ENGINE", "restored true");
    }

    @Test
    void theJavaEngineUsesTheVectorModuleWhereTheProgramHasIt() throws Exception {
        assumeThat(XtsEngine.available())
                .as("this CPU lacks vectors of 256 bits")
                .anyMatch(engine -> engine.kernel().equals("sunjce-ecb-vector"));
        for (String[] plain : List.of(FROM_CLASS_PATH, fromModulePath())) {
            String[] options = Stream.concat(Stream.of("--add-modules=jdk.incubator.vector"), Arrays.stream(plain))
                    .toArray(String[]::new);
            Outcome java = run(Map.of("SECTORKEEP_ENGINE", "java"), List.of(), options, "encrypt");
            assertThat(java.output)
                    .contains("engine java (sunjce-ecb-vector): 'java' by SECTORKEEP_ENGINE", "restored true");
        }
    }

    @Test
    void nativeFailsLoudlyAndAutoSaysWhyWhereTheLibraryIsMissing() throws Exception {
        String[] withoutLibrary = {"--enable-native-access=ALL-UNNAMED", "-cp", classPath(copyWithoutLibrary()), MAIN};
        Outcome demanded = run(Map.of("SECTORKEEP_ENGINE", "native"), List.of(), withoutLibrary, "encrypt");
        assertThat(demanded.output)
                .containsExactly("NativeEngineUnavailableException native engine is unavailable: "
                        + "this jar was built without the native library (no C compiler)");
        Outcome auto = run(Map.of("SECTORKEEP_ENGINE", "auto"), List.of(), withoutLibrary, "encrypt");
        assertThat(auto.output)
                .contains("restored true")
                .anyMatch(line -> line.startsWith("engine java (sunjce-ecb): ")
                        && line.endsWith("built without the native library (no C compiler)"));
    }

    /** The classes of this module without the native library. */
    private Path copyWithoutLibrary() throws IOException {
        Path classes = location(XtsEngine.class);
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(classes.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (!file.toString().endsWith("libsectorkeep_shim.so")) {
                    Files.copy(file, copy);
                }
            }
        }
        return folder;
    }

    @Test
    void hardeningForbidsDumps() throws Exception {
        Outcome outcome = run(Map.of(), List.of(), FROM_CLASS_PATH, "harden");
        assertThat(outcome.output)
                .containsExactly("before 1", "not done []", "after 0", "Max core file size 0 0 bytes ");
    }

    @Test
    void withoutPermissionToLockSecretsAreRefusedUntilThatIsAllowed() throws Exception {
        Peers.requireProgram("setpriv");
        List<String> withoutLocking = isRoot()
                ? List.of("setpriv", "--bounding-set", "-ipc_lock", "sh", "-c", "ulimit -l 0; exec \"$@\"", "sh")
                : List.of("sh", "-c", "ulimit -l 0; exec \"$@\"", "sh");
        Outcome outcome = run(Map.of(), withoutLocking, FROM_CLASS_PATH, "unlocked");
        assertThat(outcome.output).hasSize(4);
        assertThat(outcome.output.get(0))
                .startsWith("status Status[locked=false, reason=")
                .contains("mlock");
        assertThat(outcome.output.get(1))
                .startsWith("refused cannot lock memory for secrets: mlock of 65536 bytes: ")
                .contains("raise the limit (ulimit -l)");
        assertThat(outcome.output.get(2)).isEqualTo("made SecretBytes[32]");
        assertThat(outcome.output.get(3)).startsWith("status Status[locked=false, reason=mlock of 65536 bytes: ");
    }

    @Test
    void aTemporaryFolderFromWhichNothingRunsIsPassedOver() throws Exception {
        Peers.require(
                isRoot() && Peers.run("unshare", "-m", "true").exitCode() == 0,
                "only root can mount a folder without execution");
        List<String> mounted = List.of(
                "unshare", "-m", "sh", "-c", "mount -t tmpfs -o noexec none \"$0\" && exec \"$@\"", folder.toString());
        String[] command = Stream.concat(Stream.of("-Djava.io.tmpdir=" + folder), Arrays.stream(FROM_CLASS_PATH))
                .toArray(String[]::new);
        assertWorks(run(Map.of(), mounted, command, "encrypt"));
    }

    @Test
    void nothingNativeIsLoadedBeforeTheFirstSecret() throws Exception {
        Outcome outcome = run(Map.of(), List.of(), FROM_CLASS_PATH, "first-use");
        assertThat(outcome.output).containsExactly("values AES_XTS_256 BYTES_512", "before false", "after true");
    }

    private Outcome run(Map<String, String> environment, List<String> prefix, String[] options, String task)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(List.of(options));
        command.add(task);
        Path output = logs.resolve("output");
        Path errors = logs.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().remove("SECTORKEEP_ENGINE");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        Outcome outcome = new Outcome(Files.readAllLines(output), Files.readString(errors));
        assertThat(process.exitValue()).as(outcome.errors).isZero();
        return outcome;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static String classPath(Path classes) {
        return String.join(File.pathSeparator, testClasses().toString(), classes.toString(), jars(name -> true));
    }

    private static String modulePath() {
        return location(XtsEngine.class) + File.pathSeparator + jars(name -> !name.endsWith("-native.jar"));
    }

    /** The jars that this JVM was started with, from class path and module path, less those of tests. */
    private static String jars(Predicate<String> wanted) {
        return Stream.of("jdk.module.path", "java.class.path")
                .map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .flatMap(path -> Arrays.stream(path.split(File.pathSeparator)))
                .filter(entry -> Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(jnr|jffi|asm|bcp|bcutil|slf4j-api|tink-).*jar"))
                .filter(wanted)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path testClasses() {
        return Path.of("target", "test-classes").toAbsolutePath();
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
