// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.sectorkeep.kmip.TlsVersion;

/** Accepts connections until it is closed, each served by a thread of its own. */
final class TlsListener implements AutoCloseable {
    /** So small that a client soon notices when nobody reads. */
    private static final int RECEIVE_BUFFER_BYTES = 4096;

    private static final int BACKLOG = 512;
    private static final int LAST_WORDS_MILLIS = 10_000;
    private static final int MAX_LAST_BYTES = 1 << 20;

    private final ServerSocket listening;
    private final SSLContext context;
    private final ServerOptions options;
    private final Service service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> namesAsked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread acceptor;
    private volatile ConnectionFault fault = ConnectionFault.NONE;

    TlsListener(int port, ServerOptions options, Service service) throws IOException {
        this.options = options;
        this.service = service;
        this.context = context(options.identity());
        this.listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        this.acceptor = start(this::accept);
    }

    /** What happens on a connection after its handshake. */
    @FunctionalInterface
    interface Service {
        void serve(Socket raw, SSLSocket tls) throws IOException, InterruptedException;
    }

    private static SSLContext context(TestIdentity identity) {
        char[] password = "in-memory".toCharArray();
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "server", identity.key(), password, identity.chain().toArray(new Certificate[0]));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, password);
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry("clients", TestAuthority.shared().certificate());
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("key stores in memory cannot fail", e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    Set<String> namesAsked() {
        return Set.copyOf(namesAsked);
    }

    void fault(ConnectionFault next) {
        fault = next;
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "scripted-kmip-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                accepted.incrementAndGet();
                open.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or a connection that was gone before it was accepted.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            serve(socket, fault);
        } catch (IOException e) {
            // The client went away or does not like us: that is its test's matter.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private void serve(Socket socket, ConnectionFault now) throws IOException, InterruptedException {
        switch (now) {
            case SILENT -> awaitClose();
            case GREETS_IN_PLAIN_TEXT -> say(socket, "220 mail.example ESMTP\r\n");
            case ANSWERS_IN_PLAIN_TEXT -> {
                if (socket.getInputStream().read() >= 0) {
                    say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                }
            }
            case CLOSES_AT_ONCE -> socket.close();
            case NEVER_READS -> {
                handshake(socket);
                awaitClose();
            }
            case NONE -> {
                try (SSLSocket tls = handshake(socket)) {
                    service.serve(socket, tls);
                }
            }
        }
    }

    private void say(Socket socket, String text) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        awaitClose();
    }

    private SSLSocket handshake(Socket socket) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
        tls.setUseClientMode(false);
        tls.setNeedClientAuth(options.clients() == ClientCertificates.REQUIRED);
        tls.setEnabledProtocols(options.tls().stream().map(TlsVersion::javaName).toArray(String[]::new));
        try {
            tls.startHandshake();
        } catch (SSLException e) {
            letHearAlert(socket);
            throw e;
        }
        if (tls.getSession() instanceof ExtendedSSLSession session) {
            session.getRequestedServerNames().stream()
                    .filter(SNIHostName.class::isInstance)
                    .forEach(name -> namesAsked.add(((SNIHostName) name).getAsciiName()));
        }
        return tls;
    }

    /** To close with bytes unread resets the connection, and a reset may take the alert away from the client. */
    private static void letHearAlert(Socket socket) throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(LAST_WORDS_MILLIS);
        InputStream in = socket.getInputStream();
        for (int i = 0; i < MAX_LAST_BYTES && in.read() >= 0; i++) {
            // What a client that hears the alert has still to say is of no interest.
        }
    }

    /** Waits until somebody closes the server. */
    void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Closes all connections, but goes on listening. */
    void hangUp() {
        for (Socket socket : List.copyOf(open)) {
            closeQuietly(socket);
        }
    }

    @Override
    public void close() {
        closeQuietly(listening);
        // The system goes on listening while a thread is in the call that accepts, and may even give it one more
        // connection.
        awaitQuietly(acceptor);
        closed.countDown();
        hangUp();
    }

    private static void awaitQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
