// SPDX-License-Identifier: MIT
// JavaTls server|client|strict|none|sslv2 PKCS12 PASSWORD ROOT [VERSION asks|silent]:
// listen on a free port and play that TLS role, in that version only. A server trusts ROOT, a client
// anybody; one that is strict trusts whom Java does; with none it has no certificate; with sslv2 its
// hello is framed as in SSL 2.0.
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

final class JavaTls {
    private static final TrustManager LAX = new X509TrustManager() {
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private static TrustManager[] trusted(String root) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = new FileInputStream(root)) {
            store.setCertificateEntry("root",
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static SSLContext context(String file, char[] password, String root, String role)
            throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] trust = role.equals("server") ? trusted(root)
                : role.equals("strict") ? null : new TrustManager[] {LAX};
        context.init(role.equals("none") ? null : keys.getKeyManagers(), trust, null);
        return context;
    }

    private static void attend(SSLContext context, Socket plain, String role, String version,
            boolean asks) {
        boolean server = role.equals("server");
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, "127.0.0.1", plain.getPort(), true)) {
            socket.setUseClientMode(!server);
            socket.setNeedClientAuth(server && asks);
            if (version != null) {
                socket.setEnabledProtocols(role.equals("sslv2")
                        ? new String[] {"SSLv2Hello", version} : new String[] {version});
                socket.setEnabledCipherSuites(socket.getSupportedCipherSuites());
            }
            socket.setSoTimeout(60000);
            socket.startHandshake();
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    public static void main(String[] args) throws Exception {
        String role = args[0];
        String version = args.length > 4 ? args[4] : null;
        boolean asks = args.length < 6 || args[5].equals("asks");
        SSLContext context = context(args[1], args[2].toCharArray(), args[3], role);
        try (ServerSocket listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"))) {
            System.out.println("port " + listener.getLocalPort());
            while (true) {
                Socket plain = listener.accept();
                new Thread(() -> attend(context, plain, role, version, asks)).start();
            }
        }
    }
}
