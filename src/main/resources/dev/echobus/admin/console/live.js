// The WebSocket that the views come by: opened again when it is lost, each time a little later. Where reading takes the
// token, the node says "locked", and the token is the first and only thing that a page sends. It is kept here alone.

const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 5000;
// A view a second: without one for so long the way is dead, and a way that is dead does not say so.
const SILENT_MAX_MS = 12000;
const WRONG_TOKEN = 4403;

export class Live {
  // on: { welcome(data), view(data), down(reason, retryMs), tokenWanted(isWrong) }
  constructor(on) {
    this.on = on;
    this.token = '';
    this.isTokenWanted = false;
    this.waitMs = FIRST_WAIT_MS;
    this.socket = null;
    this.timer = 0;
    this.heardMs = 0;
    setInterval(() => this.watch(), 1000);
  }

  open() {
    clearTimeout(this.timer);
    const socket = new WebSocket(new URL('live', location.href.replace(/^http/, 'ws')));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.heardMs = performance.now();
    socket.onmessage = (message) => this.take(socket, JSON.parse(new TextDecoder().decode(message.data)));
    socket.onclose = (end) => {
      if (this.socket === socket) {
        this.lost(end.code, end.reason);
      }
    };
  }

  use(token) {
    this.token = token;
    if (this.isTokenWanted) {
      this.isTokenWanted = false;
      this.open();
    }
  }

  take(socket, data) {
    this.heardMs = performance.now();
    if (data.kind === 'locked') {
      this.unlock(socket);
      return;
    }
    this.waitMs = FIRST_WAIT_MS;
    if (data.kind === 'welcome') {
      this.on.welcome(data);
    } else {
      this.on.view(data);
    }
  }

  unlock(socket) {
    if (this.token) {
      socket.send(JSON.stringify({ token: this.token }));
    } else {
      this.socket = null;
      socket.close();
      this.isTokenWanted = true;
      this.on.tokenWanted(false);
    }
  }

  lost(code, reason) {
    this.socket = null;
    if (code === WRONG_TOKEN) {
      this.token = '';
      this.isTokenWanted = true;
      this.on.tokenWanted(true);
      return;
    }
    this.on.down(reason, this.waitMs);
    this.timer = setTimeout(() => this.open(), this.waitMs);
    this.waitMs = Math.min(LAST_WAIT_MS, this.waitMs * 2);
  }

  watch() {
    const socket = this.socket;
    if (socket !== null && performance.now() - this.heardMs > SILENT_MAX_MS) {
      this.socket = null;
      socket.close();
      this.lost(1006, 'nothing has come for 12 s');
    }
  }
}
