// SPDX-License-Identifier: MIT

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Judge server PKCS12 PASSWORD ROOTS, Judge client ROOTS PORT...: as judge.py. */
class Judge {
    private static final String[] VERSIONS = {"TLSv1.2"};

    private static SSLContext context(KeyManager[] keys, String roots) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = new FileInputStream(roots)) {
            int n = 0;
            for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root" + n++, root);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, factory.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keys(String file, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static void serve(String file, String password, String roots) throws Exception {
        SSLContext context = context(keys(file, password.toCharArray()), roots);
        try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getByName("127.0.0.1"))) {
            listener.setEnabledProtocols(VERSIONS);
            listener.setNeedClientAuth(true);
            System.out.println("port " + listener.getLocalPort());
            while (true) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.setSoTimeout(20000);
                    socket.getOutputStream().write("accepted\n".getBytes("US-ASCII"));
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private static void dial(SSLContext context, String port) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket("127.0.0.1", Integer.parseInt(port))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(VERSIONS);
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(20000);
            socket.startHandshake();
            System.out.println(port + " accepted");
        } catch (SSLException e) {
            System.out.println(port + " refused " + e.getMessage());
        }
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            serve(args[1], args[2], args[3]);
        }
        SSLContext context = context(null, args[1]);
        for (int i = 2; i < args.length; i++) {
            dial(context, args[i]);
        }
    }
}
