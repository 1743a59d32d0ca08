// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;

/** The readable lines of a KMIP provider's file, {@code NAME=VALUE} in a fixed order. */
final class DescriptionText {
    static final String FIRST_LINE = "sectorkeep-kmip-provider v1";

    private static final String AUTOMATIC = "auto";

    private DescriptionText() {}

    static String write(ProviderDescription description) {
        KmipSettings settings = description.settings();
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        settings.servers().forEach(server -> line(text, "server", server));
        line(text, "version", settings.version().orElse(AUTOMATIC));
        line(text, "callMillis", Long.toString(settings.callDeadline().toMillis()));
        settings.user().ifPresent(user -> line(text, "user", user));
        writeTrust(text, settings.trust());
        writeUse(text, settings.use());
        description.certificates().forEach(certificate -> line(text, "certificate", base64(certificate)));
        if (!description.newCertificate().isEmpty()) {
            line(text, "newCertificate", description.newCertificate());
        }
        return text.toString();
    }

    private static void writeTrust(StringBuilder text, KmipTrust trust) {
        if (trust instanceof KmipTrust.Authorities authorities) {
            line(text, "trust", "authorities");
            authorities.certificates().forEach(certificate -> line(text, "authority", base64(certificate)));
        } else if (trust instanceof KmipTrust.Pins pins) {
            line(text, "trust", "pins");
            pins.pins().forEach(pin -> line(text, "pin", pin));
        } else {
            line(text, "trust", "system");
        }
    }

    private static void writeUse(StringBuilder text, KmipKeyUse use) {
        if (use instanceof KmipKeyUse.FetchedWrapped wrapped) {
            line(text, "use", "wrapped");
            line(text, "wrappingKey", wrapped.wrappingKeyId());
        } else {
            line(text, "use", use instanceof KmipKeyUse.Remote ? "remote" : "fetched");
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(value).append('\n');
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String base64(X509Certificate certificate) {
        try {
            return base64(certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate has no DER form", e);
        }
    }

    static ProviderDescription read(Lines lines) throws ProviderFileException {
        lines.expect(FIRST_LINE);
        List<String> servers = lines.all("server");
        String version = lines.value("version");
        Duration callDeadline = Duration.ofMillis(lines.number("callMillis"));
        @Nullable String user = lines.optional("user");
        KmipTrust trust = readTrust(lines);
        KmipKeyUse use = readUse(lines);
        List<X509Certificate> certificates = certificates(lines.all("certificate"));
        String newCertificate = lines.optional("newCertificate");
        try {
            return new ProviderDescription(
                    new KmipSettings(
                            servers, user, trust, use, version.equals(AUTOMATIC) ? null : version, callDeadline),
                    certificates,
                    newCertificate == null ? "" : newCertificate);
        } catch (IllegalArgumentException e) {
            throw new ProviderFileException(String.valueOf(e.getMessage()), e);
        }
    }

    private static KmipTrust readTrust(Lines lines) throws ProviderFileException {
        String kind = lines.value("trust");
        try {
            return switch (kind) {
                case "system" -> new KmipTrust.SystemAuthorities();
                case "authorities" -> new KmipTrust.Authorities(certificates(lines.all("authority")));
                case "pins" -> new KmipTrust.Pins(lines.all("pin"));
                default -> throw new ProviderFileException("trust '" + kind + "' is not known");
            };
        } catch (IllegalArgumentException e) {
            throw new ProviderFileException(String.valueOf(e.getMessage()), e);
        }
    }

    private static KmipKeyUse readUse(Lines lines) throws ProviderFileException {
        String use = lines.value("use");
        try {
            return switch (use) {
                case "fetched" -> new KmipKeyUse.Fetched();
                case "wrapped" -> new KmipKeyUse.FetchedWrapped(lines.value("wrappingKey"));
                case "remote" -> new KmipKeyUse.Remote();
                default -> throw new ProviderFileException("use '" + use + "' is not known");
            };
        } catch (IllegalArgumentException e) {
            throw new ProviderFileException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<X509Certificate> certificates(List<String> base64) throws ProviderFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String text : base64) {
            try {
                byte[] der = Base64.getDecoder().decode(text);
                certificates.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new ProviderFileException("a certificate in it is damaged", e);
            }
        }
        return certificates;
    }

    /** Takes the lines of a file one after the other. For one thread. */
    static final class Lines {
        private final List<String> lines;
        private int next;

        Lines(String text) {
            this.lines = List.of(text.split("\n", -1));
        }

        void expect(String line) throws ProviderFileException {
            if (!lines.get(next).equals(line)) {
                throw new ProviderFileException("its first line is not '" + line + "'");
            }
            next++;
        }

        @Nullable
        String optional(String name) {
            String prefix = name + "=";
            if (next == lines.size() || !lines.get(next).startsWith(prefix)) {
                return null;
            }
            return lines.get(next++).substring(prefix.length());
        }

        String value(String name) throws ProviderFileException {
            String value = optional(name);
            if (value == null) {
                throw new ProviderFileException("line " + (next + 1) + " is not '" + name + "=…'");
            }
            return value;
        }

        List<String> all(String name) {
            List<String> values = new ArrayList<>();
            for (String value = optional(name); value != null; value = optional(name)) {
                values.add(value);
            }
            return values;
        }

        long number(String name) throws ProviderFileException {
            String value = value(name);
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new ProviderFileException("'" + name + "' is not a number", e);
            }
        }

        byte[] base64(String name) throws ProviderFileException {
            try {
                return Base64.getDecoder().decode(value(name));
            } catch (IllegalArgumentException e) {
                throw new ProviderFileException("'" + name + "' is not base64", e);
            }
        }

        void end() throws ProviderFileException {
            if (next != lines.size() - 1 || !lines.get(next).isEmpty()) {
                throw new ProviderFileException("there are lines behind its end");
            }
        }
    }
}
