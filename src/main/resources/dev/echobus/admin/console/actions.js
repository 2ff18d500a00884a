// What acts on the node, and the token that it takes; the message's way and the matrix of the mesh.

import { joined, plural, seconds, DASH } from './format.js';
import { element } from './tables.js';

const SVG = 'http://www.w3.org/2000/svg';
const HOPS = {
  bus: () => 'Event bus, there and back',
  client: (at) => `Waited in the client${at ? ` of node ${at}` : ''}`,
  tcp: (at) => `TCP round trip${at ? ` to ${at}` : ''}, the echo among it`,
};

export class Actions {
  constructor(place, live, say) {
    this.place = place;
    this.live = live;
    this.say = say;
    this.key = 'token';
    place('key').addEventListener('click', () => this.ask());
    place('token-cancel').addEventListener('click', () => place('token-dialog').close());
    place('message').addEventListener('submit', (event) => {
      event.preventDefault();
      this.send(place('text').value);
    });
    place('mesh').addEventListener('click', () => this.mesh());
  }

  isUp() {
    return document.body.dataset.link === 'live';
  }

  welcome({ key }) {
    this.key = key;
    this.showKey();
  }

  clustered(isClustered) {
    this.place('mesh').disabled = !isClustered || this.isProbing === true;
    if (!isClustered) {
      this.place('mesh-note').textContent = 'This node is in no cluster: there are no others to probe.';
    }
  }

  showKey() {
    const button = this.place('key');
    button.hidden = this.key !== 'token';
    button.textContent = this.live.token ? 'Forget the token' : 'Give the token';
  }

  // The token, if somebody gives one.
  async ask(isWrong = false) {
    if (this.live.token && !isWrong) {
      this.live.token = '';
      this.showKey();
      this.say('The token is forgotten.');
      return '';
    }
    const dialog = this.place('token-dialog');
    this.place('token-wrong').textContent = isWrong ? 'That was not the token.' : '';
    this.place('token').value = '';
    if (!dialog.open) {
      dialog.returnValue = '';
      dialog.showModal();
    }
    await new Promise((done) => dialog.addEventListener('close', done, { once: true }));
    const token = this.place('token').value;
    this.place('token').value = '';
    if (dialog.returnValue === 'cancel' || !token) {
      return '';
    }
    this.live.use(token);
    this.showKey();
    return token;
  }

  wantedToSee(isWrong) {
    this.place('token-why').replaceChildren('Seeing this node takes the token of its admin port (', element('code', {}, 'admin.token'), '): it is reached from other machines.');
    this.ask(isWrong);
  }

  async fetch(path, options) {
    try {
      const answer = await fetch(path, { cache: 'no-store', ...options });
      return { status: answer.status, json: await answer.json() };
    } catch (failure) {
      this.say(`No answer from the node: ${failure.message}.`);
      return null;
    }
  }

  headers() {
    return this.live.token ? { Authorization: `Bearer ${this.live.token}` } : {};
  }

  async read(path) {
    const answer = await this.fetch(path, { headers: this.headers() });
    return answer !== null && answer.status === 200 ? answer.json : null;
  }

  // Asks for the token first where it is not known, and again where it was wrong; null when nothing was done.
  async act(path, body = {}) {
    if (this.key === 'nothing') {
      this.say('Nobody may act on this node: it has no admin.token, and no admin.tls.ca.');
      return null;
    }
    if (this.key === 'token' && !this.live.token && !(await this.ask())) {
      return null;
    }
    const answer = await this.fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...this.headers() },
      body: JSON.stringify(body),
    });
    if (answer !== null && answer.status === 401) {
      this.live.token = '';
      this.showKey();
      return (await this.ask(true)) ? this.act(path, body) : null;
    }
    return answer;
  }

  async send(text) {
    const answer = await this.act('message', { text });
    if (answer === null) {
      return;
    }
    if (answer.status !== 200) {
      this.place('hops').replaceChildren(element('p', { className: 'wrong' }, `Not sent: ${answer.json.error}`));
    } else if (answer.json.outcome !== 'REPLIED') {
      this.place('hops').replaceChildren(element('p', { className: 'wrong' }, `No reply: ${answer.json.detail}`));
    } else {
      this.place('hops').replaceChildren(way(answer.json));
    }
  }

  async mesh() {
    const button = this.place('mesh');
    const hasFocus = document.activeElement === button;
    this.isProbing = true;
    button.disabled = true;
    this.place('mesh-said').textContent = 'Probing…';
    const answer = await this.act('mesh');
    this.isProbing = false;
    button.disabled = false;
    // While it was disabled, neither it nor the dialog that gave it back could have the focus.
    if (hasFocus && document.activeElement === document.body) {
      button.focus({ preventScroll: true });
    }
    if (answer === null || answer.status !== 200) {
      this.place('mesh-said').textContent = answer === null ? '' : `No matrix: ${answer.json.error}`;
      return;
    }
    const report = answer.json;
    this.place('mesh-said').textContent = report.whole
      ? `Whole: every message of ${plural(report.nodes.length, 'node')} was answered.` : 'Not whole: look for what is lost.';
    this.place('matrix').replaceChildren(matrix(report));
  }
}

function way(told) {
  const bar = document.createElementNS(SVG, 'svg');
  bar.setAttribute('aria-hidden', 'true');
  bar.setAttribute('preserveAspectRatio', 'none');
  const whole = told.hops.reduce((sum, { nanos }) => sum + nanos, 0) || 1;
  let from = 0;
  for (const { hop, nanos } of told.hops) {
    const rect = document.createElementNS(SVG, 'rect');
    rect.setAttribute('class', `hop-${hop}`);
    rect.setAttribute('x', `${(100 * from) / whole}%`);
    rect.setAttribute('width', `${(100 * nanos) / whole}%`);
    rect.setAttribute('height', '100%');
    bar.append(rect);
    from += nanos;
  }
  const rows = told.hops.map(({ hop, nanos, at }) => element('li', {}, element('i', { className: `hop-${hop}`, 'aria-hidden': 'true' }),
    element('span', {}, HOPS[hop](at)), element('span', { className: 'number' }, joined(seconds(nanos / 1e9)))));
  const attempts = told.attempts > 1 ? `, in ${told.attempts} attempts` : '';
  return element('div', { className: 'way' },
    element('p', {}, told.isEcho ? 'The same came back: ' : 'Something else came back: ', element('code', {}, told.text.slice(0, 200)),
      ` (${told.bytes} B)${attempts}`),
    bar,
    element('ol', {}, ...rows, element('li', { className: 'total' }, element('span'), 'From the request to its reply',
      element('span', { className: 'number' }, joined(seconds(told.tookNanos / 1e9))))));
}

function matrix(report) {
  const names = report.nodes.map(({ node }) => node);
  const head = element('tr', {}, element('th', { scope: 'col' }, 'From \\ to'), ...names.map((name) => element('th', { scope: 'col', className: 'id' }, name)));
  const rows = report.rows.map((row) => element('tr', {}, element('th', { scope: 'row', className: 'id' }, row.node), ...names.map((name) => {
    const legs = row.legs.filter(({ to }) => to === name);
    if (name === row.node) {
      return element('td', { className: 'self' }, element('span', { className: 'hidden' }, 'itself'));
    }
    const isWhole = legs.length > 0 && legs.every(({ lost }) => lost === 0);
    return element('td', { className: isWhole ? 'whole' : 'lost' }, ...(legs.length === 0 ? [DASH] : legs.map((leg) =>
      element('span', {}, `${leg.medium} ${leg.listener}`.trim(), element('b', {},
        leg.answered > 0 && leg.lost === 0 ? joined(seconds(leg.p50Nanos / 1e9)) : `${leg.lost} of ${leg.count} lost`)))));
  })));
  return element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Mesh matrix' },
    element('table', { className: 'matrix' }, element('caption', { className: 'hidden' }, 'Median time of an echo from each node to each other'),
      element('thead', {}, head), element('tbody', {}, ...rows)));
}
