#!/usr/bin/env node
// Asks for an echo through Echobus's gateway, or answers for its servers, with npm's vertx3-tcp-eventbus-client:
//   client.js ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
//   client.js serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
//   client.js send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
// What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
'use strict';

const fs = require('fs');
const EventBus = require('vertx3-tcp-eventbus-client/lib/tcp-vertx-eventbus.js');

// Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const REPLY_MS = 40000;
// One each half second, while the gateway is away.
const ATTEMPTS = 60;
const PAUSE_MS = 500;

const [command, host, port, ...rest] = process.argv.slice(2);

// The client warns of every pong, and pings every five seconds.
console.warn = () => {};

// Bytes travel as text in base64, and a header says so.
function headers() {
  return { encoding: 'base64', from: 'node' };
}

function bytesOf(message) {
  return Buffer.from(message.body || '', message.headers.encoding === 'base64' ? 'base64' : 'utf8');
}

function nameOf(failure) {
  return [failure.failureType, failure.message, failure.detail].filter(Boolean).join(' ');
}

function upperCase(bytes) {
  return bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
}

// Tries again while the gateway is away, as while it is started anew, and hands over each session. One that is lost
// ends the program, unless it is to be had again.
function connect(isServer, onOpen, attempt = 1) {
  const bus = new EventBus(host, Number(port));
  let isOpen = false;
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
  bus.onopen = () => {
    isOpen = true;
    onOpen(bus);
  };
  // Errors of frames; those of the socket are written to stderr by the client, and close it.
  bus.onerror = (error) => bus.fail(nameOf(error));
  bus.onclose = () => {
    if (isOpen ? isServer : attempt < ATTEMPTS) {
      setTimeout(() => connect(isServer, onOpen, isOpen ? 1 : attempt + 1), PAUSE_MS);
    } else {
      bus.fail('the gateway closed the connection, or is away');
    }
  };
}

// The client takes no acks. Frames are served in order: once this is answered, a refusal of those before would have come.
function served(bus, onServed) {
  bus.send('echobus.service.ping', null, {}, (failure) => (failure ? bus.fail(nameOf(failure)) : onServed()));
}

// Not asked again when the connection is lost: it may have been answered.
function ask(bytes, address = 'echobus.client.echo') {
  connect(false, (bus) => {
    setTimeout(() => bus.fail('no reply'), REPLY_MS).unref();
    bus.send(address, bytes.toString('base64'), headers(), (failure, message) => {
      if (failure) {
        bus.fail(nameOf(failure));
        return;
      }
      process.stdout.write(bytesOf(message));
      bus.finish();
    });
  });
}

function tell(bytes, address) {
  connect(false, (bus) => {
    bus[command](address, bytes.toString('base64'), headers());
    served(bus, bus.finish);
  });
}

function serve(address = 'echobus.server.reply', count = 0) {
  connect(true, (bus) => {
    let left = count;
    const onMessage = (failure, message) => {
      if (failure) {
        return;
      }
      if (message.replyAddress) {
        bus.send(message.replyAddress, upperCase(bytesOf(message)).toString('base64'), headers());
      } else {
        console.log(`${message.headers.from}: ${bytesOf(message)}`);
      }
      left -= 1;
      if (left === 0) {
        bus.unregisterHandler(address, onMessage);
        served(bus, () => console.log(`unregistered at ${address}`));
      }
    };
    bus.registerHandler(address, onMessage);
    served(bus, () => {
      console.log(`registered at ${address}`);
      // From now on an error is of one answer, as of one that came too late.
      bus.onerror = (error) => console.error(nameOf(error));
    });
  });
}

if (port && command === 'ask' && rest.length <= 1) {
  ask(fs.readFileSync(0), ...rest);
} else if (port && command === 'serve' && rest.length <= 2) {
  serve(rest[0], Number(rest[1]));
} else if (port && ['send', 'publish'].includes(command) && rest.length === 1) {
  tell(fs.readFileSync(0), rest[0]);
} else {
  console.error('usage: client.js ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]');
  process.exitCode = 2;
}
