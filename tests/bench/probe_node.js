// SPDX-License-Identifier: MIT
// What a script for Node would do: connect, print the EKU of each certificate, 256 at once.
'use strict';
const fs = require('fs');
const tls = require('tls');

const targets = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean);
let next = 0;

function probe() {
  if (next === targets.length)
    return;
  const target = targets[next++];
  const [host, port] = target.split(':');
  const socket = tls.connect({ host, port: Number(port), rejectUnauthorized: false, timeout: 5000 });
  const over = () => socket.destroy();
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerCertificate();
    console.log(JSON.stringify({ target, subject: certificate.subject, eku: certificate.ext_key_usage }));
    over();
  });
  socket.once('error', over);
  socket.once('timeout', over);
  socket.once('close', probe);
}

for (let i = 0; i < 256; i++)
  probe();
