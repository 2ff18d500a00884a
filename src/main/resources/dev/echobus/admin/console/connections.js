// The table of connections: a page of them at a time, searched and sorted by the node, looked at again while it is seen.

import { bytes, duration, joined, plural, whole } from './format.js';
import { cards, loopName } from './fleet.js';
import { element } from './tables.js';

const LIMIT = 25;
const AGAIN_MS = 3000;
const TYPED_MS = 200;

const COLUMNS = [
  ['connection', 'Connection', (each) => each.connection],
  ['remote', 'Peer', (each) => each.remote],
  ['listener', 'Listener', (each) => each.listener],
  ['state', 'State', (each) => each.state],
  ['loop', 'Event loop', (each) => loopName(each.loop)],
  ['bytesIn', 'Received', (each) => joined(bytes(each.bytesIn)), true],
  ['bytesOut', 'Sent', (each) => joined(bytes(each.bytesOut)), true],
  ['messages', 'Messages', (each) => whole(each.messages), true],
  ['openMs', 'Open for', (each) => duration(each.openMs), true],
  ['idleMs', 'Idle for', (each) => duration(each.idleMs), true],
];

export class Connections {
  constructor(place, actions) {
    this.place = place;
    this.actions = actions;
    this.sort = 'messages';
    this.order = 'desc';
    this.offset = 0;
    this.found = 0;
    this.isSeen = false;
    this.isAsking = false;
    this.build();
    new IntersectionObserver(([entry]) => {
      this.isSeen = entry.isIntersecting;
      this.look();
    }).observe(place('connections'));
    setInterval(() => this.look(), AGAIN_MS);
    let typed = 0;
    place('search').addEventListener('input', () => {
      clearTimeout(typed);
      typed = setTimeout(() => this.turn(0), TYPED_MS);
    });
    place('previous').addEventListener('click', () => this.turn(this.offset - LIMIT));
    place('next').addEventListener('click', () => this.turn(this.offset + LIMIT));
  }

  build() {
    const head = element('tr', {}, ...COLUMNS.map(([key, title,, isNumber]) => {
      const button = element('button', { type: 'button' }, title);
      button.addEventListener('click', () => this.sortBy(key));
      return element('th', { scope: 'col', className: isNumber ? 'number' : '', 'data-key': key }, button);
    }), element('th', { scope: 'col', className: 'plain' }, element('span', { className: 'hidden' }, 'Action')));
    this.body = element('tbody');
    this.table = element('table', {}, element('caption', { className: 'hidden' }, 'Connections of this node, sortable by the buttons of the columns'),
      element('thead', {}, head), this.body);
    this.none = element('p', { className: 'empty', hidden: true });
    this.place('connections').replaceChildren(this.table, this.none);
    this.head = head;
    this.showOrder();
  }

  showOrder() {
    for (const cell of this.head.cells) {
      if (cell.dataset.key) {
        cell.setAttribute('aria-sort', cell.dataset.key !== this.sort ? 'none' : this.order === 'asc' ? 'ascending' : 'descending');
      }
    }
  }

  sortBy(key) {
    this.order = this.sort === key && this.order === 'desc' ? 'asc' : 'desc';
    this.sort = key;
    this.showOrder();
    this.turn(0);
  }

  turn(offset) {
    this.offset = Math.max(0, offset);
    this.isSeen = true;
    this.look();
  }

  async look() {
    if (!this.isSeen || document.hidden || this.isAsking || !this.actions.isUp() || this.place('close-dialog').open) {
      return;
    }
    this.isAsking = true;
    const query = new URLSearchParams({ sort: this.sort, order: this.order, offset: this.offset, limit: LIMIT, search: this.place('search').value.trim() });
    const asked = query.toString();
    const page = await this.actions.read(`connections?${asked}`);
    this.isAsking = false;
    if (page !== null) {
      this.show(page);
    }
  }

  show(page) {
    this.found = page.found;
    const keys = new Map([...this.body.rows].map((row) => [row.dataset.id, row]));
    const rows = page.connections.map((each) => this.row(each, keys.get(each.connection)));
    // Rows stay where they are known, so that the focus does too.
    const focused = document.activeElement;
    this.body.replaceChildren(...rows);
    if (focused !== document.activeElement) {
      (this.body.contains(focused) ? focused : this.place('connections')).focus({ preventScroll: true });
    }
    cards(this.table);
    this.table.hidden = page.connections.length === 0;
    this.none.hidden = page.connections.length > 0;
    this.none.textContent = page.total === 0 ? 'Nobody is connected.' : 'No connection has that in its id, address, listener, state or loop.';
    this.place('connections-count').textContent = page.found === page.total
      ? `${plural(page.total, 'is', 'are')} open at this node` : `${whole(page.found)} of ${whole(page.total)} at this node`;
    this.place('pages').hidden = page.found <= LIMIT;
    this.place('page').textContent = `${whole(this.offset + 1)} to ${whole(this.offset + page.connections.length)} of ${whole(page.found)}`;
    this.showTurns(page);
    if (this.offset > 0 && page.connections.length === 0) {
      this.turn(this.offset - LIMIT);
    }
  }

  // Who has come to an end goes back from there: a button that is disabled loses the focus.
  showTurns(page) {
    const [previous, next] = [this.place('previous'), this.place('next')];
    const focused = document.activeElement;
    previous.disabled = this.offset === 0;
    next.disabled = this.offset + LIMIT >= page.found;
    if (focused === previous && previous.disabled) {
      next.focus({ preventScroll: true });
    } else if (focused === next && next.disabled) {
      previous.focus({ preventScroll: true });
    }
  }

  row(each, known) {
    const row = known ?? this.newRow(each);
    COLUMNS.forEach(([,, text], index) => {
      row.cells[index].textContent = text(each);
    });
    return row;
  }

  newRow(each) {
    const close = element('button', { type: 'button', 'aria-label': `Close connection ${each.connection} of ${each.remote}` }, 'Close');
    close.addEventListener('click', () => this.close(each));
    const row = element('tr', {}, ...COLUMNS.map(([,,, isNumber], index) => element(index === 0 ? 'th' : 'td',
      { ...(index === 0 ? { scope: 'row' } : {}), className: index < 2 ? 'id' : isNumber ? 'number' : '' })),
    element('td', { className: 'act number' }, close));
    row.dataset.id = each.connection;
    return row;
  }

  async close(each) {
    const dialog = this.place('close-dialog');
    this.place('close-what').textContent = `${each.connection}, of ${each.remote}`;
    dialog.returnValue = '';
    dialog.showModal();
    await new Promise((done) => dialog.addEventListener('close', done, { once: true }));
    if (dialog.returnValue !== 'yes') {
      return;
    }
    const answer = await this.actions.act(`connections/${encodeURIComponent(each.connection)}/close`);
    if (answer !== null) {
      this.actions.say(answer.status === 202 ? `Connection ${each.connection} is being closed.` : `Not closed: ${answer.json.error}.`);
      this.look();
    }
  }
}
