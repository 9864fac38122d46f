// SPDX-License-Identifier: MIT
// node judge.js server CHAIN KEY ROOTS, node judge.js client ROOTS PORT...: as judge.py.
'use strict';
const fs = require('fs');
const tls = require('tls');

function serve(chain, key, roots) {
  const server = tls.createServer({
    cert: fs.readFileSync(chain), key: fs.readFileSync(key), ca: fs.readFileSync(roots),
    requestCert: true, maxVersion: 'TLSv1.2',
  }, (socket) => {
    socket.on('error', () => {});
    socket.end('accepted\n');
  });
  server.on('tlsClientError', (error) => console.log(error.message));
  server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));
}

function dial(roots, ...ports) {
  for (const port of ports) {
    const socket = tls.connect({
      host: '127.0.0.1', port, ca: fs.readFileSync(roots), maxVersion: 'TLSv1.2',
    }, () => {
      console.log(port, 'accepted');
      socket.end();
    });
    socket.once('error', (error) => console.log(port, 'refused', error.message));
  }
}

const [role, ...rest] = process.argv.slice(2);
({ server: serve, client: dial })[role](...rest);
