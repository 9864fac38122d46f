// SPDX-License-Identifier: MIT
// JavaTls server|client|strict|none|sslv2 PKCS12 PASSWORD ROOT [VERSION asks|silent]:
// listen on a free port and play that TLS role, in that version only. A server trusts ROOT, a client
// anybody; one that is strict trusts whom Java does; with none it has no certificate; with sslv2 its
// hello is framed as in SSL 2.0. Without arguments each line of standard input has those of a peer,
// tabs between them; what one of several says begins with its port.
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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

    private final SSLContext context;
    private final String role;
    private final String version;
    private final boolean asks;
    private final ServerSocket listener;

    private JavaTls(String... words) throws Exception {
        role = words[0];
        version = words.length > 4 ? words[4] : null;
        asks = words.length < 6 || words[5].equals("asks");
        context = context(words[1], words[2].toCharArray(), words[3], role);
        listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
    }

    private void attend(Socket plain) {
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
            System.out.println(listener.getLocalPort() + ": " + e.getMessage());
        }
    }

    private void serve() {
        System.out.println("port " + listener.getLocalPort());
        try {
            while (true) {
                Socket plain = listener.accept();
                new Thread(() -> attend(plain)).start();
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            new JavaTls(args).serve();
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                new Thread(new JavaTls(line.split("\t"))::serve).start();
            } catch (Exception e) {
                System.out.println("no peer: " + e);
            }
        }
    }
}
