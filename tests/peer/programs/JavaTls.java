// SPDX-License-Identifier: MIT
// JavaTls server|client|strict PKCS12 PASSWORD [VERSION asks|silent]:
// listen on a free port and play that TLS role, in that version only.
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
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

    private static SSLContext context(String file, char[] password, boolean lax) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), lax ? new TrustManager[] {LAX} : null, null);
        return context;
    }

    private static void attend(SSLContext context, Socket plain, boolean server, String version,
            boolean asks) {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, "127.0.0.1", plain.getPort(), true)) {
            socket.setUseClientMode(!server);
            socket.setNeedClientAuth(server && asks);
            if (version != null) {
                socket.setEnabledProtocols(new String[] {version});
                socket.setEnabledCipherSuites(socket.getSupportedCipherSuites());
            }
            socket.setSoTimeout(10000);
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
        String version = args.length > 3 ? args[3] : null;
        boolean asks = args.length < 5 || args[4].equals("asks");
        SSLContext context = context(args[1], args[2].toCharArray(), !role.equals("strict"));
        try (ServerSocket listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"))) {
            System.out.println("port " + listener.getLocalPort());
            while (true) {
                Socket plain = listener.accept();
                new Thread(() -> attend(context, plain, role.equals("server"), version, asks)).start();
            }
        }
    }
}
