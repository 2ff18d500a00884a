// The figures of now: the tiles, every node, and the loops of this one.

import { bytes, duration, joined, plural, seconds, whole, DASH } from './format.js';
import { percentile } from './history.js';
import { element, renew, table } from './tables.js';

const SVG = 'http://www.w3.org/2000/svg';

function shown(time) {
  return time === null ? DASH : joined(seconds(time));
}

// A bar's length is beside the number, not instead of it.
function share(value, most) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'share');
  svg.setAttribute('aria-hidden', 'true');
  for (const width of [100, most > 0 ? (100 * value) / most : 0]) {
    const rect = document.createElementNS(SVG, 'rect');
    rect.setAttribute('width', `${width}%`);
    rect.setAttribute('height', '100%');
    rect.setAttribute('rx', '2');
    svg.append(rect);
  }
  return svg;
}

// Vert.x's name of a loop's thread, shorter.
export function loopName(thread) {
  return thread.replace(/^vert\.x-eventloop-thread-/, 'loop ');
}

export function tiles(place, point) {
  const rate = (number) => [number === null ? DASH : whole(number), 'msg/s'];
  const all = [
    ['Throughput', rate(point.rate)],
    ['Received', bytes(point.bytesIn, '/s')],
    ['Sent', bytes(point.bytesOut, '/s')],
    ['Service time, p50', seconds(point.p50)],
    ['Service time, p99', seconds(point.p99)],
    ['Connections', [whole(point.connections), 'open']],
    ['Event loop lag, p99', seconds(point.lag)],
    ['Processors', [point.cpu === null || point.cpu === undefined ? DASH : point.cpu.toFixed(2), 'cores']],
  ];
  // Only texts change: nothing of the page moves, and a reader is not sent back to its begin.
  if (place.children.length !== all.length) {
    place.replaceChildren(...all.map(([name]) => element('div', {}, element('dt', {}, name),
      element('dd', {}, element('span'), element('span', { className: 'unit' })))));
  }
  all.forEach(([, [text, unit]], index) => {
    const [number, of] = place.children[index].lastElementChild.children;
    number.textContent = text;
    of.textContent = ` ${unit}`;
  });
}

function stateOf(node) {
  if (node.isGone) {
    return [node.state, 'bad'];
  }
  return node.isSilent ? ['silent', 'warn'] : [node.state === 'up' ? 'up' : node.state, node.state === 'draining' || node.state === 'unready' ? 'warn' : ''];
}

export function nodes(place, history) {
  const all = [...history.nodes.entries()];
  const most = Math.max(1, ...all.map(([, node]) => (node.isGone ? 0 : node.stats?.connectionsOpen ?? 0)));
  const rows = all.map(([name, node]) => {
    const [state, kind] = stateOf(node);
    const open = node.isGone || !node.stats ? null : node.stats.connectionsOpen;
    const rates = node.rates;
    return [
      element('span', {}, element('span', { className: 'id' }, name), name === history.here ? ' (this node)' : '',
        node.address ? element('span', { className: 'unit' }, ` ${node.address}`) : ''),
      element('span', { className: `pill ${kind}` }, state),
      share(open ?? 0, most),
      whole(open),
      rates ? `${whole(rates.messages)} msg/s` : DASH,
      shown(rates && percentile(rates.service, 0.99)),
    ];
  });
  const made = table('Every node of the cluster that this one sees', [{ title: 'Node' }, { title: 'State' }, { title: 'Share' },
    { title: 'Open', isNumber: true }, { title: 'Messages', isNumber: true }, { title: 'p99', isNumber: true }], rows);
  cards(made);
  all.forEach(([, node], index) => made.tBodies[0].rows[index].classList.toggle('gone', node.isGone));
  renew(place, made);
}

export function loops(place, all) {
  const most = Math.max(1, ...all.map(({ connections }) => connections));
  const rows = [...all].sort((one, other) => one.loop.localeCompare(other.loop, 'en', { numeric: true })).map(({ loop, connections }) => [
    element('span', { className: 'id' }, loopName(loop)), share(connections, most), whole(connections)]);
  const made = table('A connection stays on one loop', [{ title: 'Event loop' }, { title: 'Share' }, { title: 'Open', isNumber: true }], rows);
  renew(place, made);
}

// On a phone each row is a card, its cells with their titles; the roles are said, as such a layout loses them.
export function cards(made) {
  made.className = `${made.className} cards`.trim();
  made.setAttribute('role', 'table');
  const titles = [...made.tHead.rows[0].cells].map((cell) => cell.textContent);
  made.querySelectorAll('thead, tbody').forEach((part) => part.setAttribute('role', 'rowgroup'));
  made.querySelectorAll('tr').forEach((row) => row.setAttribute('role', 'row'));
  made.querySelectorAll('thead th').forEach((cell) => {
    cell.setAttribute('role', 'columnheader');
    if (!cell.querySelector('button')) {
      cell.classList.add('plain');
    }
  });
  made.tHead.classList.toggle('plain', made.querySelector('th button') === null);
  [...made.tBodies[0].rows].forEach((row) => [...row.cells].forEach((cell, index) => {
    cell.setAttribute('role', index === 0 ? 'rowheader' : 'cell');
    if (index > 0 && !cell.classList.contains('act')) {
      cell.dataset.label = titles[index];
    }
  }));
}

export function identity(place, view) {
  place('node').textContent = view.node;
  place('version').textContent = view.version;
  place('state').textContent = view.state;
  place('uptime').textContent = duration(view.uptimeMs);
  const count = view.nodes.filter(({ state }) => state !== 'left' && state !== 'lost').length;
  place('scope').textContent = view.clustered ? `all of ${plural(count, 'node')}` : 'this node';
  document.title = `${view.node} – Echobus console`;
}
