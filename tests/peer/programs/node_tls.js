// SPDX-License-Identifier: MIT
// node_tls.js server|client|strict|none CHAIN KEY ROOT [VERSION asks|silent]:
// listen on a free port and play that TLS role, in that version only. A client that is strict
// trusts nobody; with none it has no certificate.
'use strict';
const fs = require('fs');
const net = require('net');
const tls = require('tls');

const [role, chain, key, root, version, asks] = process.argv.slice(2);
const lax = role === 'client' || role === 'none' || asks === 'silent';
const options = {
  ...(role !== 'none' && { cert: fs.readFileSync(chain), key: fs.readFileSync(key) }),
  ca: fs.readFileSync(root), requestCert: asks !== 'silent', rejectUnauthorized: !lax,
  ...(version && { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }),
};

function attend(socket) {
  socket.on('error', (error) => console.log(error.message));
  socket.on('data', () => {});
}

const server = role === 'server'
  ? tls.createServer(options, attend).on('tlsClientError', (error) => console.log(error.message))
  : net.createServer((socket) => {
    attend(tls.connect({ ...options, socket, checkServerIdentity: () => undefined }));
  });
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));
