#!/usr/bin/env node
// Asks for an echo through Echobus's gateway, or answers for its servers, with npm's vertx3-tcp-eventbus-client:
//   client.js ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
//   client.js serve HOST PORT    answers what comes to echobus.server.reply, in capitals
'use strict';

const fs = require('fs');
const EventBus = require('vertx3-tcp-eventbus-client/lib/tcp-vertx-eventbus.js');

// Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const REPLY_MS = 40000;
// Bytes travel as text in base64, and a header says so.
const BASE64 = { encoding: 'base64' };

const [command, host, port] = process.argv.slice(2);

// The client warns of every pong, and pings every five seconds.
console.warn = () => {};

function bytesOf(message) {
  return Buffer.from(message.body || '', message.headers.encoding === 'base64' ? 'base64' : 'utf8');
}

function nameOf(failure) {
  return [failure.failureType, failure.message, failure.detail].filter(Boolean).join(' ');
}

function upperCase(bytes) {
  return bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
}

function connect(onOpen) {
  const bus = new EventBus(host, Number(port));
  // Its own close() throws: end the socket.
  bus.finish = () => {
    bus.onclose = () => {};
    bus.transport.end();
  };
  bus.fail = (reason) => {
    console.error(`failed: ${reason}`);
    process.exitCode = 1;
    bus.finish();
  };
  bus.onopen = () => onOpen(bus);
  // Errors of frames; those of the socket are written to stderr by the client, and close it.
  bus.onerror = (error) => bus.fail(nameOf(error));
  bus.onclose = () => bus.fail('the gateway closed the connection');
}

function ask(bytes) {
  connect((bus) => {
    setTimeout(() => bus.fail('no reply'), REPLY_MS).unref();
    bus.send('echobus.client.echo', bytes.toString('base64'), BASE64, (failure, message) => {
      if (failure) {
        bus.fail(nameOf(failure));
        return;
      }
      process.stdout.write(bytesOf(message));
      bus.finish();
    });
  });
}

function serve() {
  connect((bus) => {
    bus.registerHandler('echobus.server.reply', (failure, message) => {
      if (message && message.replyAddress) {
        bus.send(message.replyAddress, upperCase(bytesOf(message)).toString('base64'), BASE64);
      }
    });
    // The client takes no acks. Frames are served in order: once this is answered, a refusal would have come.
    bus.send('echobus.service.ping', null, {}, (failure) => {
      if (failure) {
        bus.fail(nameOf(failure));
        return;
      }
      console.log('registered at echobus.server.reply');
      // From now on an error is of one answer, as of one that came too late.
      bus.onerror = (error) => console.error(nameOf(error));
    });
  });
}

if (process.argv.length === 5 && command === 'ask') {
  ask(fs.readFileSync(0));
} else if (process.argv.length === 5 && command === 'serve') {
  serve();
} else {
  console.error('usage: client.js ask|serve HOST PORT');
  process.exitCode = 2;
}
