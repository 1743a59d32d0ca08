// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A certificate authority for tests, made by the JDK's {@code keytool}, and the certificates that it signed. Making one
 * takes about a second, so each is made once. Safe for use by many threads.
 */
public final class TestAuthority {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "authority";
    private static final Map<String, TestAuthority> BY_NAME = new ConcurrentHashMap<>();

    private final String name;
    private final Path store;
    private final Map<List<String>, TestIdentity> issued = new ConcurrentHashMap<>();
    private final TestIdentity own;

    private TestAuthority(String name) {
        this.name = name;
        try {
            Path folder = Files.createTempDirectory("kmip-authority");
            this.store = folder.resolve("authority.p12");
            folder.toFile().deleteOnExit();
            store.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.own = make(
                ALIAS,
                List.of("-dname", "CN=" + name, "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign"));
    }

    /**
     * The authority that this Java process has in common.
     *
     * @return the same at each call
     */
    public static TestAuthority shared() {
        return named("KMIP test authority");
    }

    /**
     * An authority that has nothing to do with the others.
     *
     * @param name its common name
     * @return the same at each call with one name
     */
    public static TestAuthority named(String name) {
        return BY_NAME.computeIfAbsent(name, TestAuthority::new);
    }

    /**
     * The authority's own certificate.
     *
     * @return self-signed
     */
    public X509Certificate certificate() {
        return own.chain().get(0);
    }

    /**
     * A server's certificate for {@code localhost}, 127.0.0.1 and ::1, valid for a year.
     *
     * @return the same at each call
     */
    public TestIdentity localhost() {
        return issue("localhost", "-ext", "san=dns:localhost,ip:127.0.0.1,ip:::1", "-ext", "eku=serverAuth");
    }

    /**
     * A server's certificate for a name.
     *
     * @param dnsName the only name in it
     * @return the same at each call with one name
     */
    public TestIdentity serverNamed(String dnsName) {
        return issue(dnsName, "-ext", "san=dns:" + dnsName, "-ext", "eku=serverAuth");
    }

    /**
     * A certificate like that of {@link #localhost}, expired since yesterday.
     *
     * @return the same at each call
     */
    public TestIdentity expired() {
        return issue(
                "expired",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-ext",
                "eku=serverAuth",
                "-startdate",
                "-3d",
                "-validity",
                "2");
    }

    /**
     * A certificate like that of {@link #localhost}, valid from tomorrow on.
     *
     * @return the same at each call
     */
    public TestIdentity notYetValid() {
        return issue(
                "not-yet",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-ext",
                "eku=serverAuth",
                "-startdate",
                "+1d",
                "-validity",
                "9");
    }

    /**
     * A client's certificate.
     *
     * @param commonName whom it names
     * @return the same at each call with one name
     */
    public TestIdentity client(String commonName) {
        return issue(commonName, "-ext", "ku=digitalSignature", "-ext", "eku=clientAuth");
    }

    private TestIdentity issue(String commonName, String... options) {
        List<String> all = new ArrayList<>(List.of("-dname", "CN=" + commonName + ", O=" + name, "-signer", ALIAS));
        all.addAll(Arrays.asList(options));
        return issued.computeIfAbsent(all, key -> make("identity-" + Integer.toHexString(key.hashCode()), key));
    }

    /** keytool changes the whole store, so one at a time. */
    private synchronized TestIdentity make(String alias, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(options);
        if (!options.contains("-validity")) {
            command.addAll(List.of("-startdate", "-1d", "-validity", "366"));
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + output);
            }
            return read(alias);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keytool ran", e);
        }
    }

    private TestIdentity read(String alias) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            List<X509Certificate> chain = Arrays.stream(keys.getCertificateChain(alias))
                    .map(X509Certificate.class::cast)
                    .toList();
            return new TestIdentity((PrivateKey) keys.getKey(alias, PASSWORD.toCharArray()), chain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keytool made a store that cannot be read", e);
        }
    }
}
