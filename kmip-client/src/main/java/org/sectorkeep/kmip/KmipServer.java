// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.Objects;

/**
 * Where a key management server listens.
 *
 * @param host a DNS name, or an IPv4 or IPv6 address without brackets; also the name that its certificate must carry
 * @param port 1 to 65535
 */
public record KmipServer(String host, int port) {
    /** The port registered for KMIP. */
    public static final int DEFAULT_PORT = 5696;

    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOST_CHARS = 255;

    /**
     * Checks the host's characters and the port's range.
     *
     * @param host a DNS name, or an IPv4 or IPv6 address without brackets; also the name that its certificate must carry
     * @param port 1 to 65535
     */
    public KmipServer {
        Objects.requireNonNull(host);
        if (host.isEmpty() || host.length() > MAX_HOST_CHARS || !host.chars().allMatch(KmipServer::belongsInHost)) {
            throw new IllegalArgumentException("host '" + host + "' is not a DNS name or an IP address");
        }
        checkPort(port, host);
    }

    /**
     * Reads {@code HOST}, {@code HOST:PORT}, {@code [IPV6]} or {@code [IPV6]:PORT}.
     *
     * @param address the text
     * @return the server; at port 5696 if the text names none
     * @throws IllegalArgumentException if the text is none of these
     */
    public static KmipServer parse(String address) {
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            String rest = end < 0 ? "?" : address.substring(end + 1);
            if (!rest.isEmpty() && !rest.startsWith(":")) {
                throw new IllegalArgumentException("'" + address + "' is not HOST:PORT");
            }
            return new KmipServer(address.substring(1, end), rest.isEmpty() ? DEFAULT_PORT : port(rest, address));
        }
        int colon = address.indexOf(':');
        boolean bareIpv6 = colon >= 0 && address.indexOf(':', colon + 1) >= 0;
        return colon < 0 || bareIpv6
                ? new KmipServer(address, DEFAULT_PORT)
                : new KmipServer(address.substring(0, colon), port(address.substring(colon), address));
    }

    private static int port(String colonAndPort, String address) {
        try {
            int port = Integer.parseInt(colonAndPort.substring(1));
            checkPort(port, address);
            return port;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "port '" + colonAndPort.substring(1) + "' of '" + address + "' is not a number", e);
        }
    }

    private static void checkPort(int port, String address) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "port " + port + " of '" + address + "' is not between 1 and " + MAX_PORT);
        }
    }

    private static boolean belongsInHost(int c) {
        return c > ' ' && c != 0x7F && "[]/'\"@".indexOf(c) < 0;
    }

    /**
     * Whether the host is an address rather than a name to look up.
     *
     * @return true for IPv4 in dotted form and for IPv6
     */
    public boolean isAddress() {
        return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
