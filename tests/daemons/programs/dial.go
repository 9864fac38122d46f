// SPDX-License-Identifier: MIT

// dial ADDRESS [CHAIN KEY]: a TLS handshake as a client, with that certificate or none.
package main

import (
	"crypto/tls"
	"fmt"
	"os"
)

func main() {
	config := &tls.Config{InsecureSkipVerify: true} // whom it trusts is not the question here
	if len(os.Args) == 4 {
		pair, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
		if err != nil {
			fmt.Println(err)
			os.Exit(2)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	connection, err := tls.Dial("tcp", os.Args[1], config)
	if err == nil {
		_, err = connection.Read(make([]byte, 1))
	}
	fmt.Println(err)
}
