// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a unix socket, as the kernel says. */
public final class PeerUser {
    private final String own;
    private final String root;

    private PeerUser(String own, String root) {
        this.own = own;
        this.root = root;
    }

    /** This process's user is us. */
    public static PeerUser ofProcess() throws IOException {
        return ownerOf(Path.of("/proc/self"));
    }

    /** The owner of a file is us: the socket that we have just made. */
    public static PeerUser ownerOf(Path file) throws IOException {
        UserPrincipal root = FileSystems.getDefault()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName("0"); // a number is taken as an id where it is no name
        return new PeerUser(Files.getOwner(file).getName(), root.getName());
    }

    /** Whether the peer is the same user, or root, who may do anything to us anyway. */
    public boolean isTrusted(SocketChannel channel) throws IOException {
        String peer =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return peer.equals(own) || peer.equals(root);
    }

    /** Whether this process may give its secrets to the peer: root, who may become anybody, also to other users. */
    public boolean mayHaveSecrets(SocketChannel channel) throws IOException {
        return own.equals(root) || isTrusted(channel);
    }
}
