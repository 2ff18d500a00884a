#!/usr/bin/env node
// Asks for an echo through Echobus's gateway, or answers for its servers, over SockJS, with npm's
// @vertx/eventbus-bridge-client.js. In a page of a browser the same: web.html.
//   web.js ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
//   web.js serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
//   web.js send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
// What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
'use strict';

// Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const REPLY_MS = 40000;
// While the gateway is away.
const RECONNECT = { vertxbus_reconnect_attempts_max: 60, vertxbus_reconnect_delay_min: 200, vertxbus_reconnect_delay_max: 500 };

// Bytes travel as text in base64, and a header says so. A large body is too long for one call's arguments.
function base64Of(bytes) {
  let binary = '';
  for (let from = 0; from < bytes.length; from += 8192) {
    binary += String.fromCharCode(...bytes.subarray(from, from + 8192));
  }
  return btoa(binary);
}

function bytesOf(message) {
  const body = message.body || '';
  return message.headers.encoding === 'base64'
    ? Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
    : new TextEncoder().encode(body);
}

function nameOf(failure) {
  return [failure.failureType, failure.message, failure.detail].filter(Boolean).join(' ');
}

function upperCase(bytes) {
  return bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
}

// Does what its arguments say. Of io: bytes, what to send; from, who sends; write(bytes or text); log(text), of what goes
// on; finish(reason), without a reason where all went well.
function run(EventBus, io, [command, host, port, address, count]) {
  const isServer = command === 'serve';
  const to = address || (isServer ? 'echobus.server.reply' : 'echobus.client.echo');
  const headers = () => ({ encoding: 'base64', from: io.from });
  const bus = new EventBus(`http://${host}:${port}/eventbus`, RECONNECT);
  let attempts = 0;
  let silence;

  function finish(reason) {
    clearTimeout(silence);
    bus.onclose = null;
    bus.enableReconnect(false);
    if (bus.state === EventBus.OPEN) {
      bus.close();
    }
    io.finish(reason);
  }

  // The client takes no acks. Frames are served in order: once this is answered, a refusal of those before would have
  // come.
  function served(onServed) {
    bus.send('echobus.service.ping', null, {}, (failure) => (failure ? finish(nameOf(failure)) : onServed()));
  }

  function ask() {
    silence = setTimeout(() => finish('no reply'), REPLY_MS);
    bus.send(to, base64Of(io.bytes), headers(), (failure, message) => {
      if (!failure) {
        io.write(bytesOf(message));
      }
      finish(failure && nameOf(failure));
    });
  }

  function tell() {
    bus[command](to, base64Of(io.bytes), headers());
    served(finish);
  }

  function serve() {
    let left = Number(count);
    const onMessage = (failure, message) => {
      if (failure) {
        return;
      }
      if (message.replyAddress) {
        bus.send(message.replyAddress, base64Of(upperCase(bytesOf(message))), headers());
      } else {
        io.write(`${message.headers.from}: ${new TextDecoder().decode(bytesOf(message))}\n`);
      }
      left -= 1;
      if (left === 0) {
        bus.unregisterHandler(to, onMessage);
        served(() => io.write(`unregistered at ${to}\n`));
      }
    };
    bus.registerHandler(to, onMessage);
    served(() => {
      io.write(`registered at ${to}\n`);
      // From now on an error is of one answer, as of one that came too late.
      bus.onerror = (error) => io.log(nameOf(error));
    });
  }

  // The client connects again by itself, but forgets its handlers: each session begins anew. Who asks does not ask again
  // when the session is lost, since it may have been answered.
  bus.enableReconnect(true);
  bus.onopen = () => {
    attempts = 0;
    bus.enableReconnect(isServer);
    bus.onerror = (error) => finish(nameOf(error));
    ({ ask, serve, send: tell, publish: tell })[command]();
  };
  bus.onclose = (end) => {
    attempts += 1;
    io.log(`no session: ${end.code} ${end.reason}`);
    if (!bus.reconnectEnabled || attempts > RECONNECT.vertxbus_reconnect_attempts_max) {
      finish('the gateway closed the connection, or is away');
    }
  };
}

function isUsed([command, host, port, ...rest]) {
  const most = { ask: 1, serve: 2, send: 1, publish: 1 }[command];
  const least = ['send', 'publish'].includes(command) ? 1 : 0;
  return Boolean(host && port) && least <= rest.length && rest.length <= most;
}

if (typeof window === 'undefined') {
  const words = process.argv.slice(2);
  const io = {
    from: 'web',
    write: (bytes) => process.stdout.write(bytes),
    log: (text) => console.error(text),
    finish: (reason) => {
      if (reason) {
        console.error(`failed: ${reason}`);
        process.exitCode = 1;
      }
    },
  };
  if (!isUsed(words)) {
    console.error('usage: web.js ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]');
    process.exitCode = 2;
  } else {
    io.bytes = words[0] === 'serve' ? null : require('fs').readFileSync(0);
    run(require('@vertx/eventbus-bridge-client.js'), io, words);
  }
}
