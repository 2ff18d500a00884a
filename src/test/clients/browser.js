#!/usr/bin/env node
// Runs web.html in headless Chromium as Node runs web.js, with the same words: serves the page, with npm's clients as they
// are, hands it standard input, and writes what it tells. The page's address is the first that is free of those in
// PAGE_ADDRESSES, as in "127.0.0.1:8080 localhost:8081", which have to be among gateway.webOrigins.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const FILES = {
  '/web.html': path.join(__dirname, 'web.html'),
  '/web.js': path.join(__dirname, 'web.js'),
  '/sockjs.min.js': require.resolve('sockjs-client/dist/sockjs.min.js'),
  '/vertx-eventbus.js': require.resolve('@vertx/eventbus-bridge-client.js'),
};
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };
// A root has no sandbox. With the pipe, Chromium ends when this program does, however that ends. The rest keeps it from
// talking to anybody else.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
  '--disable-breakpad', '--no-proxy-server', '--remote-debugging-pipe'];

const STDIO = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'];
const CHROMIUM = process.env.CHROMIUM || 'chromium-headless-shell';

const words = process.argv.slice(2);
const addresses = (process.env.PAGE_ADDRESSES || '127.0.0.1:0').split(' ');
const input = words[0] === 'serve' ? Buffer.alloc(0) : fs.readFileSync(0);
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
let chromium;

function end(status) {
  process.exitCode = status;
  server.close();
  server.closeAllConnections();
  if (chromium) {
    chromium.removeAllListeners('exit');
    chromium.on('exit', () => fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10 }));
    chromium.stdio.slice(3).forEach((pipe) => pipe.destroy());
  }
}

function take(what, body) {
  if (what === '/output') {
    process.stdout.write(body);
  } else if (what === '/log') {
    console.error(body.toString());
  } else if (body.length > 0) {
    console.error(`failed: ${body}`);
    end(1);
  } else {
    end(0);
  }
}

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://page');
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'POST') {
      response.end();
      take(pathname, Buffer.concat(parts));
    } else if (pathname === '/input') {
      response.end(input);
    } else if (FILES[pathname]) {
      response.setHeader('Content-Type', TYPES[path.extname(FILES[pathname])]);
      fs.createReadStream(FILES[pathname]).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
});

function open(host) {
  const page = `http://${host}:${server.address().port}/web.html?${words.map(encodeURIComponent).join('&')}`;
  chromium = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`, page], { stdio: STDIO });
  chromium.on('error', (problem) => take('/finish', Buffer.from(problem.message)));
  chromium.on('exit', (status) => take('/finish', Buffer.from(`Chromium ended with status ${status}`)));
}

function listen([address, ...others]) {
  const [host, port] = address.split(':');
  server.removeAllListeners('listening').once('listening', () => open(host));
  server.once('error', (problem) => {
    if (others.length > 0) {
      listen(others);
    } else {
      console.error(`failed: ${problem.message}`);
      end(1);
    }
  });
  server.listen(Number(port), host);
}

process.on('SIGTERM', () => end(143));
listen(addresses);
