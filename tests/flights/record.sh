#!/bin/bash
# SPDX-License-Identifier: MIT
# Records flights of the real TLS peers on this machine into the current folder:
#   tests/flights/record.sh build/dev/tests/flights/flight_record [PATTERN]
# Peers that are not installed are named and left out. Look at what is new before
# committing it: the expectations in a file are what the engine found.
set -u
if [ -z "${RECORD_ALONE-}" ]; then # some of them listen on every address: a network of their own
    export RECORD_ALONE=1
    exec unshare -rn sh -c 'ip link set lo up && exec "$0" "$@"' "$0" "$@"
fi
record=$(realpath "$1") pattern=${2:-} here=$(pwd)
# The .NET peer is built by the first run of tests/peer.
dlls=$(dirname "$record")/../peer/dotnet/bin/
dotnet="dotnet ${dlls}tls.dll"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

make_certificates() {
    local ca="-addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign,cRLSign"
    local quiet="-sha256 -days 36500 -batch"
    openssl req -x509 -newkey rsa:2048 -nodes $quiet $ca -keyout ca.key -out ca.pem -subj "/O=Example/CN=Example Root CA"
    openssl req -x509 -newkey rsa:2048 -nodes $quiet $ca -keyout other.key -out other.pem -subj "/O=Example/CN=Another CA"
    local kind
    for kind in rsa ec client both; do
        local new="-newkey rsa:2048" eku=serverAuth
        [ $kind = ec ] && new="-newkey ec -pkeyopt ec_paramgen_curve:P-256"
        [ $kind = both ] && eku=serverAuth,clientAuth
        openssl req -x509 $new -nodes $quiet -CA ca.pem -CAkey ca.key -keyout $kind.key -out $kind.pem \
            -subj "/CN=$kind.example" -addext "subjectAltName=DNS:$kind.example,DNS:localhost" \
            -addext "extendedKeyUsage=$eku" -addext basicConstraints=CA:FALSE
        cat $kind.pem ca.pem >$kind-chain.pem
        cat $kind.key $kind-chain.pem >$kind-all.pem
    done
    cat ca.pem other.pem >names.pem
    openssl req -x509 -newkey rsa:2048 -nodes $quiet -keyout probe.key -out probe.pem -subj "/CN=probe.example" \
        -addext extendedKeyUsage=serverAuth,clientAuth -addext subjectAltName=DNS:localhost
    openssl pkcs12 -export -in client-chain.pem -inkey client.key -passout pass:secret -out client.p12 -name client
    openssl pkcs12 -export -in both-chain.pem -inkey both.key -passout pass:secret -out both.p12 -name both
    openssl pkcs12 -export -in rsa-chain.pem -inkey rsa.key -passout pass:secret -out rsa.p12 -name rsa
}

wanted() { [[ $1 == *$pattern* ]]; }

have() {
    command -v "$1" >/dev/null && return
    echo "missing peer: $1" >&2
    return 1
}

# server NAME light|wide COMMAND: COMMAND serves on 127.0.0.1:$PORT.
server() {
    local name=$1 hello=$2 command=$3
    wanted "$name" && have "${command%% *}" || return 0
    PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export PORT
    setsid sh -c "$command" >"$name.log" 2>&1 </dev/null &
    local pid=$!
    "$record" "$hello" "$PORT" "$name: $command" >"$name.flight" || { cat "$name.log" >&2; rm "$name.flight"; }
    kill -- -$pid 2>/dev/null
    wait $pid 2>/dev/null
    keep "$name"
}

# client NAME COMMAND: COMMAND connects to 127.0.0.1:$PORT.
client() {
    local name=$1 command=$2
    wanted "$name" && have "${command%% *}" || return 0
    timeout 60 "$record" listen probe.pem probe.key "$command </dev/null >$name.log 2>&1" >"$name.flight" ||
        { cat "$name.log" >&2; rm "$name.flight"; return; }
    sed -i '1s/ <.dev.null.*//' "$name.flight"
    keep "$name"
}

keep() {
    [ -f "$1.flight" ] || return
    sed -n '/^---$/q;/^\(outcome\|class\|version\|cipher\|certificates\|ca_names\|requested\|alert\) /p' "$1.flight" |
        tr '\n' ' ' | sed "s/^/$1: /;s/\$/\n/"
    sed -i "1s#$work/##g;1s#$dlls##g;1s#: #, #;1s#secret#...#" "$1.flight"
    mv "$1.flight" "$here/"
}

make_certificates >/dev/null 2>&1

s_server="openssl s_server -accept 127.0.0.1:\$PORT -quiet"
rsa="-cert rsa.pem -key rsa.key -cert_chain ca.pem"
old="-cipher ALL:@SECLEVEL=0"
server openssl-rsa-tls12 light "$s_server $rsa -tls1_2"
server openssl-rsa-tls11 light "$s_server $rsa -tls1_1 $old"
server openssl-rsa-tls10 light "$s_server $rsa -tls1 $old"
server openssl-ecdhe-tls12 wide "$s_server $rsa -tls1_2"
server openssl-ecdhe-tls10 wide "$s_server $rsa -tls1 $old"
server openssl-dhe-tls12 wide "$s_server $rsa -tls1_2 -cipher DHE"
server openssl-ecdsa-light light "$s_server -cert ec.pem -key ec.key -cert_chain ca.pem -tls1_2"
server openssl-ecdsa-wide wide "$s_server -cert ec.pem -key ec.key -cert_chain ca.pem -tls1_2"
server openssl-mutual-tls12 light "$s_server $rsa -tls1_2 -Verify 2 -verify_return_error -CAfile names.pem"
server openssl-mutual-tls10 wide "$s_server $rsa -tls1 $old -Verify 2 -CAfile names.pem"
server openssl-mutual-no-names wide "$s_server $rsa -tls1_2 -Verify 2"
server openssl-tls13-light light "$s_server $rsa -tls1_3"
server openssl-tls13-wide wide "$s_server $rsa -tls1_3"
server openssl-unknown-name wide "$s_server $rsa -tls1_2 -servername other.example -servername_fatal -cert2 rsa.pem -key2 rsa.key"
server openssl-small-fragments wide "$s_server $rsa -tls1_2 -max_send_frag 512"

gnutls="gnutls-serv -q -p \$PORT --x509certfile rsa-chain.pem --x509keyfile rsa.key"
server gnutls-rsa light "$gnutls --disable-client-cert --priority NORMAL:-VERS-TLS1.3:+RSA"
server gnutls-ecdhe wide "$gnutls --disable-client-cert --priority NORMAL:-VERS-TLS1.3"
server gnutls-mutual wide "$gnutls --require-client-cert --x509cafile names.pem --priority NORMAL:-VERS-TLS1.3"
server gnutls-tls10 light "$gnutls --disable-client-cert --priority LEGACY:-VERS-ALL:+VERS-TLS1.0"
server gnutls-tls13-light light "$gnutls --disable-client-cert --priority NORMAL:-VERS-ALL:+VERS-TLS1.3"
server gnutls-tls13-wide wide "$gnutls --disable-client-cert --priority NORMAL:-VERS-ALL:+VERS-TLS1.3"

cat >server.py <<'PY'
import os, socket, ssl, sys
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain("rsa-chain.pem", "rsa.key")
c.maximum_version = ssl.TLSVersion.TLSv1_2
if sys.argv[1] == "mutual":
    c.verify_mode = ssl.CERT_REQUIRED
    c.load_verify_locations("names.pem")
with socket.create_server(("127.0.0.1", int(os.environ["PORT"]))) as s:
    while True:
        try:
            c.wrap_socket(s.accept()[0], server_side=True)
        except OSError:
            pass
PY
server python-light light "python3 server.py plain"
server python-wide wide "python3 server.py plain"
server python-mutual wide "python3 server.py mutual"

cat >server.js <<'JS'
const tls = require('tls'), fs = require('fs');
tls.createServer({ cert: fs.readFileSync('rsa-chain.pem'), key: fs.readFileSync('rsa.key'),
  ca: fs.readFileSync('names.pem'), requestCert: process.argv[2] === 'mutual',
  rejectUnauthorized: true, maxVersion: 'TLSv1.2' }).on('tlsClientError', () => {})
  .listen(process.env.PORT, '127.0.0.1');
JS
server node-plain light "node server.js plain"
server node-mutual wide "node server.js mutual"

cat >Server.java <<'JAVA'
import java.io.*; import java.net.*; import java.security.*; import javax.net.ssl.*;
public class Server { public static void main(String[] a) throws Exception {
    KeyStore ks = KeyStore.getInstance("PKCS12"); ks.load(new FileInputStream("rsa.p12"), "secret".toCharArray());
    KeyManagerFactory k = KeyManagerFactory.getInstance("SunX509"); k.init(ks, "secret".toCharArray());
    KeyStore ts = KeyStore.getInstance("PKCS12"); ts.load(null, null);
    try (InputStream in = new FileInputStream("ca.pem")) {
        ts.setCertificateEntry("ca", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in)); }
    TrustManagerFactory t = TrustManagerFactory.getInstance("PKIX"); t.init(ts);
    SSLContext c = SSLContext.getInstance("TLS"); c.init(k.getKeyManagers(), t.getTrustManagers(), null);
    SSLServerSocket s = (SSLServerSocket) c.getServerSocketFactory().createServerSocket(
        Integer.parseInt(System.getenv("PORT")), 5, InetAddress.getByName("127.0.0.1"));
    s.setEnabledProtocols(a[0].split(",")); s.setNeedClientAuth(a.length > 1);
    while (true) try { ((SSLSocket) s.accept()).startHandshake(); } catch (IOException e) { } } }
JAVA
server java-plain light "java Server.java TLSv1.2"
server java-mutual wide "java Server.java TLSv1.2 mutual"
server java-tls13 wide "java Server.java TLSv1.3"

if wanted nss && have selfserv && have pk12util; then
    mkdir nss && certutil -N -d nss --empty-password
    pk12util -i rsa.p12 -d nss -W secret -K '' >/dev/null
    certutil -A -d nss -n ca -t TC,, -i ca.pem
fi
nss="selfserv -d nss -n rsa -p \$PORT"
server nss-rsa light "$nss -V tls1.2:tls1.2"
server nss-ecdhe-request wide "$nss -V tls1.0:tls1.2 -r"
server nss-ssl3-rc4 light "$nss -V ssl3:ssl3 -c :0005"
server nss-tls10-3des light "$nss -V tls1.0:tls1.0 -c :000A -rr"
server nss-tls13 light "$nss -V tls1.3:tls1.3"

cat >stunnel.conf <<'C'
foreground = yes
pid =
[s]
cert = rsa-all.pem
connect = 127.0.0.1:9
sslVersionMax = TLSv1.2
C
server stunnel-plain light "sed \"s/^\\[s\\]/[s]\\naccept = 127.0.0.1:\$PORT/\" stunnel.conf > s1.conf; exec stunnel s1.conf"
server stunnel-mutual wide "sed \"s/^\\[s\\]/[s]\\naccept = 127.0.0.1:\$PORT\\nverify = 2\\nCAfile = names.pem/\" stunnel.conf > s2.conf; exec stunnel s2.conf"

cat >nginx.conf <<'C'
user root; daemon off; master_process off; pid nginx.pid; error_log stderr;
events { worker_connections 16; }
http { access_log off;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server { listen 127.0.0.1:PORT ssl; ssl_certificate rsa-chain.pem; ssl_certificate_key rsa.key;
    ssl_protocols TLSv1.2; #MUTUAL
  } }
C
server nginx-plain light "cd . && sed s/PORT/\$PORT/ nginx.conf > n1.conf; exec nginx -p . -c n1.conf"
server nginx-mutual wide "cd . && sed 's/#MUTUAL/ssl_verify_client on; ssl_client_certificate names.pem;/;s/PORT/'\$PORT/ nginx.conf > n2.conf; exec nginx -p . -c n2.conf"

cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout client 5s
  timeout connect 5s
  timeout server 5s
listen s
  server s 127.0.0.1:9
  bind 127.0.0.1:PORT ssl crt rsa-all.pem ssl-max-ver TLSv1.2 OPTIONS
C
server haproxy-plain light "sed 's/PORT/'\$PORT'/;s/OPTIONS//' haproxy.cfg > h1.cfg; exec haproxy -f h1.cfg"
server haproxy-mutual wide "sed 's/PORT/'\$PORT'/;s/OPTIONS/ca-file names.pem verify required/' haproxy.cfg > h2.cfg; exec haproxy -f h2.cfg"

server dotnet-light light "$dotnet server rsa.p12 secret ca.pem TLSv1.2 silent"
server dotnet-plain wide "$dotnet server rsa.p12 secret ca.pem TLSv1.2 silent"
server dotnet-mutual wide "$dotnet server rsa.p12 secret ca.pem TLSv1.2 asks"

# A reversed peer that is dialled with a ClientHello: it sends its own.
s_client="openssl s_client -connect 127.0.0.1:\$PORT"
mine="-cert client.pem -key client.key -cert_chain ca.pem"
cat >reversed.py <<'PY'
import os, socket, ssl
c = ssl._create_unverified_context()
with socket.create_server(("127.0.0.1", int(os.environ["PORT"]))) as s:
    while True:
        p = s.accept()[0]
        p.recv(9999)
        try:
            c.wrap_socket(p)
        except OSError:
            pass
PY
server reversed-answers-hello light "python3 reversed.py"

client openssl-client-tls12 "$s_client $mine -tls1_2"
client openssl-client-auto "$s_client $mine"
client openssl-client-tls11 "$s_client $mine -tls1_1 $old"
client openssl-client-tls10 "$s_client $mine -tls1 $old"
client openssl-client-ecdhe "$s_client $mine -tls1_2 -cipher ECDHE"
client openssl-client-ecdhe-tls10 "$s_client $mine -tls1 -cipher ECDHE:@SECLEVEL=0"
client openssl-client-ecdhe-p384 "$s_client $mine -tls1_2 -cipher ECDHE -groups P-384"
client openssl-client-ecdhe-x25519 "$s_client $mine -tls1_2 -cipher ECDHE -groups X25519"
client openssl-client-ecdhe-pss "$s_client $mine -tls1_2 -cipher ECDHE -sigalgs rsa_pss_rsae_sha256"
client openssl-client-ecdhe-sha1 "$s_client $mine -tls1_2 -cipher ECDHE:@SECLEVEL=0 -sigalgs RSA+SHA1"
client openssl-client-strict "$s_client $mine -tls1_2 -verify_return_error"
client openssl-client-empty "$s_client -tls1_2"
client openssl-client-tls13 "$s_client $mine -tls1_3"
client openssl-client-dhe "$s_client $mine -tls1_2 -cipher DHE"
client gnutls-client "gnutls-cli --insecure --x509certfile client-chain.pem --x509keyfile client.key -p \$PORT 127.0.0.1"
client gnutls-client-strict "gnutls-cli --x509certfile client-chain.pem --x509keyfile client.key -p \$PORT 127.0.0.1"
client gnutls-client-ecdhe "gnutls-cli --insecure --priority NORMAL:-RSA:-DHE-RSA --x509certfile client-chain.pem --x509keyfile client.key -p \$PORT 127.0.0.1"
client curl-client "curl -sk --cert client-chain.pem --key client.key https://127.0.0.1:\$PORT/"
client wget-client "wget -qO- --no-check-certificate --certificate=client-chain.pem --private-key=client.key https://127.0.0.1:\$PORT/"
client socat-client "socat - OPENSSL:127.0.0.1:\$PORT,verify=0,cert=client-all.pem"
cat >client.py <<'PY'
import os, socket, ssl, sys
c = ssl._create_unverified_context() if sys.argv[1] == "lax" else ssl.create_default_context()
c.load_cert_chain("client-chain.pem", "client.key")
if len(sys.argv) > 2:
    c.set_ciphers("ALL:@SECLEVEL=0")
    c.minimum_version = c.maximum_version = ssl.TLSVersion.TLSv1
with socket.create_connection(("127.0.0.1", int(os.environ["PORT"]))) as s:
    c.wrap_socket(s, server_hostname="localhost")
PY
client python-client "python3 client.py lax"
client python-client-strict "python3 client.py strict"
client python-client-tls10 "python3 client.py lax old"
cat >client.js <<'JS'
const tls = require('tls'), fs = require('fs');
tls.connect({ port: process.env.PORT, host: '127.0.0.1', rejectUnauthorized: process.argv[2] === 'strict',
  cert: fs.readFileSync('client-chain.pem'), key: fs.readFileSync('client.key') }).on('error', () => {});
JS
client node-client "node client.js lax"
client node-client-strict "node client.js strict"
cat >Client.java <<'JAVA'
import java.io.*; import java.security.*; import java.security.cert.*; import javax.net.ssl.*;
public class Client { public static void main(String[] a) throws Exception {
    KeyStore ks = KeyStore.getInstance("PKCS12"); ks.load(new FileInputStream("client.p12"), "secret".toCharArray());
    KeyManagerFactory k = KeyManagerFactory.getInstance("SunX509"); k.init(ks, "secret".toCharArray());
    TrustManager lax = new X509TrustManager() {
        public void checkClientTrusted(X509Certificate[] c, String s) { }
        public void checkServerTrusted(X509Certificate[] c, String s) { }
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; } };
    SSLContext c = SSLContext.getInstance("TLS");
    c.init(k.getKeyManagers(), a[0].equals("lax") ? new TrustManager[] { lax } : null, null);
    SSLSocket s = (SSLSocket) c.getSocketFactory().createSocket("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
    if (a.length > 1) s.setEnabledProtocols(a[1].split(","));
    s.startHandshake(); } }
JAVA
client java-client "java Client.java lax"
client java-client-strict "java Client.java strict"
client java-client-v2hello "java Client.java lax SSLv2Hello,TLSv1.2"
client dotnet-client "$dotnet http both.p12 secret ca.pem any https://127.0.0.1:\$PORT/"
client dotnet-client-empty "$dotnet http client.p12 secret ca.pem any https://127.0.0.1:\$PORT/"
if wanted nss && have pk12util; then
    pk12util -i client.p12 -d nss -W secret -K '' >/dev/null
    pk12util -i both.p12 -d nss -W secret -K '' >/dev/null
fi
nss="tstclnt -h 127.0.0.1 -p \$PORT -d nss -o"
client nss-client "$nss -n both -V tls1.0:tls1.2"
client nss-client-ssl3 "$nss -n both -V ssl3:ssl3"
client nss-client-empty "$nss -n client -V tls1.0:tls1.2"
client nss-client-empty-ssl3 "$nss -n client -V ssl3:ssl3"
