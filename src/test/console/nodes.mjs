// Nodes of the built jar, loads on them, and requests to their admin port.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { until } from './checks.mjs';

const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';

export const TOKEN = 'open-sesame-of-the-console';

const running = new Set();

function java(log, words) {
  const out = fs.openSync(log, 'a');
  const process = spawn(JAVA, ['-XX:TieredStopAtLevel=1', '-jar', globalThis.process.env.CONSOLE_JAR, ...words],
    { stdio: ['ignore', out, out] });
  fs.closeSync(out);
  running.add(process);
  process.ended = new Promise((done) => process.on('exit', () => {
    running.delete(process);
    done();
  }));
  return process;
}

export class Node {
  constructor(folder, name, ...settings) {
    this.log = path.join(folder, `${name}.log`);
    this.settings = settings;
    this.adminPort = 0;
  }

  async start() {
    fs.writeFileSync(this.log, '');
    this.process = java(this.log, ['serve', '--host', '127.0.0.1', '--port', '0', '--framing', 'line',
      '--admin-port', String(this.adminPort), '--set', `admin.token=${TOKEN}`, ...this.settings]);
    await until(`ready: ${this.log}`, () => this.said(/^ready$/m) !== null, 60);
    this.port = Number(this.said(/^listening echo tcp:\/\/127\.0\.0\.1:(\d+)$/m)[1]);
    this.adminPort = Number(this.said(/^console http:\/\/.*:(\d+)$/m)[1]);
    this.url = `http://127.0.0.1:${this.adminPort}`;
    [, this.name, this.member] = this.said(/^member (\S+) (\S+)$/m) ?? [];
    return this;
  }

  said(pattern) {
    return fs.readFileSync(this.log, 'utf8').match(pattern);
  }

  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    await this.process.ended;
  }

  load(...words) {
    return java(`${this.log}.bench`, ['bench', `127.0.0.1:${this.port}`, '--framing', 'line', ...words]);
  }

  // A user of it, with what became of the connection.
  user() {
    return new Promise((done, failed) => {
      const socket = net.connect(this.port, '127.0.0.1', () => done(socket));
      socket.hasEnded = false;
      socket.on('error', failed);
      socket.on('close', () => {
        socket.hasEnded = true;
      });
      socket.resume();
    });
  }

  post(what, body) {
    return fetch(`${this.url}/${what}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

export async function endAll() {
  const all = [...running];
  all.forEach((process) => process.kill('SIGKILL'));
  await Promise.all(all.map((process) => process.ended));
}
