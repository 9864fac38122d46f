# SPDX-License-Identifier: MIT
"""Which version a program is of, and the TLS library in it where that is another's."""
from judge import GO, find, printed


def package(name):
    """Of a program that does not tell."""
    return lambda: printed(["dpkg-query", "-W", "-f", "${Version}\n", name], r"(.+)")


def openssl():
    return printed(["openssl", "version"], r"OpenSSL (\S+)")


def with_openssl(command, pattern):
    return lambda: f"{printed(command, pattern)}, OpenSSL {openssl()}"


def with_gnutls(command, pattern):
    return lambda: f"{printed(command, pattern)}, GnuTLS {gnutls()}"


def gnutls():
    return printed(["dpkg-query", "-W", "-f", "${Version}\n", "libgnutls30*"], r"(\d[\d.]+)")


def slapd():
    """GnuTLS in Debian 12, OpenSSL in 13."""
    linked = printed(["ldd", find("slapd")], r"lib(ssl|gnutls)\.so")
    return {"ssl": with_openssl, "gnutls": with_gnutls}[linked](["slapd", "-VV"], r"slapd (\d+[.\d]+\d)")()


def python():
    return printed(["/usr/bin/python3", "-c", "import ssl, sys; print(sys.version.split()[0] + ', '"
                    " + ' '.join(ssl.OPENSSL_VERSION.split()[:2]))"], r"(.+)")


def node():
    return printed(["node", "-p", "process.version + ', OpenSSL ' + process.versions.openssl"],
                   r"v(.+)")


def java():
    return printed(["java", "-version"], r'version "(\S+)"')


def go():
    return printed([GO, "version"], r"go(\d\S+)")


def erlang():
    return printed(["erl", "-noshell", "-eval", 'application:load(ssl), {ok, V} = '
                    'application:get_key(ssl, vsn), io:format("~s, ssl ~s~n", '
                    '[erlang:system_info(otp_release), V]), halt().'], r"(.+)")


def dotnet():
    return printed(["dotnet", "--version"], r"(\d+\.\S+)")
