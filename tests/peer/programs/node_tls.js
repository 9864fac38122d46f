// SPDX-License-Identifier: MIT
// node_tls.js plays peers: server|client|strict|none CHAIN KEY ROOT [VERSION asks|silent]:
// listen on a free port and play that TLS role, in that version only. A client that is strict
// trusts nobody; with none it has no certificate.
// Each line of standard input has those of a peer, tabs between them; what a peer says begins with
// its port.
'use strict';
const fs = require('fs');
const net = require('net');
const readline = require('readline');
const tls = require('tls');

function settings(role, chain, key, root, version, asks) {
  const lax = role === 'client' || role === 'none' || asks === 'silent';
  return {
    ...(role !== 'none' && { cert: fs.readFileSync(chain), key: fs.readFileSync(key) }),
    ca: fs.readFileSync(root), requestCert: asks !== 'silent', rejectUnauthorized: !lax,
    ...(version && { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }),
  };
}

function serve(role, ...files) {
  const options = settings(role, ...files);
  let port;
  const say = (error) => console.log(`${port}: ${error.message}`);
  const attend = (socket) => socket.on('error', say).on('data', () => {});
  const server = role === 'server'
    ? tls.createServer(options, attend).on('tlsClientError', say)
    : net.createServer((socket) => {
      attend(tls.connect({ ...options, socket, checkServerIdentity: () => undefined }));
    });
  server.listen(0, '127.0.0.1', () => {
    port = server.address().port;
    console.log('port', port);
  });
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  try {
    serve(...line.split('\t'));
  } catch (error) {
    console.log('no peer:', error.message);
  }
});
