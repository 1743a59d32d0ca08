// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

/** The versions of TLS that are spoken. */
public enum TlsVersion {
    /** RFC 5246. */
    TLS_1_2("TLSv1.2"),
    /** RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String javaName;

    TlsVersion(String javaName) {
        this.javaName = javaName;
    }

    /**
     * What the Java platform calls it.
     *
     * @return such as {@code TLSv1.3}
     */
    public String javaName() {
        return javaName;
    }
}
