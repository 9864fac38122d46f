// SPDX-License-Identifier: MIT
// node_tls.js server|client|strict CHAIN KEY ROOT: listen on a free port and play that TLS role.
'use strict';
const fs = require('fs');
const net = require('net');
const tls = require('tls');

const [role, chain, key, root] = process.argv.slice(2);
const options = {
  cert: fs.readFileSync(chain), key: fs.readFileSync(key), ca: fs.readFileSync(root),
  requestCert: true, rejectUnauthorized: role !== 'client',
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
