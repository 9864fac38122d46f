// SPDX-License-Identifier: MIT

// judge server CHAIN KEY ROOTS, judge client ROOTS PORT...: as judge.py.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
)

func trusted(file string) *x509.CertPool {
	pem, err := os.ReadFile(file)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		panic(file)
	}
	return pool
}

func serve(chain, key, roots string) {
	own, err := tls.LoadX509KeyPair(chain, key)
	if err != nil {
		panic(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{own}, ClientCAs: trusted(roots),
		ClientAuth: tls.RequireAndVerifyClientCert, MaxVersion: tls.VersionTLS12,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		if _, err = connection.Write([]byte("accepted\n")); err != nil {
			fmt.Println(err)
		}
		connection.Close()
	}
}

func dial(roots string, ports []string) {
	config := &tls.Config{RootCAs: trusted(roots), MaxVersion: tls.VersionTLS12}
	for _, port := range ports {
		connection, err := tls.Dial("tcp", "127.0.0.1:"+port, config)
		if err != nil {
			fmt.Println(port, "refused", err)
			continue
		}
		fmt.Println(port, "accepted")
		connection.Close()
	}
}

func main() {
	if os.Args[1] == "server" {
		serve(os.Args[2], os.Args[3], os.Args[4])
	}
	dial(os.Args[2], os.Args[3:])
}
