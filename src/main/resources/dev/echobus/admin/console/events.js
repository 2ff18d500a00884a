// What is marked on the time line, by sign and colour, and the list of it.

import { clock } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const LISTED_MAX = 100;

// One shape each, so that colour is not needed to tell them apart; in a box of 11 by 11.
export const KINDS = {
  eviction: { word: 'Eviction', help: 'connections refused, or closed by the node', points: '5.5,0 11,10 0,10', colour: '--warn' },
  fault: { word: 'Fault', help: 'requests that failed, sockets refused by the system', points: '5.5,0 11,5.5 5.5,11 0,5.5', colour: '--bad' },
  reload: { word: 'Reload', help: 'settings put in force', points: '0,1 11,1 5.5,11', colour: '--series-3' },
  member: { word: 'Node', help: 'came, started or went', points: '1,1 10,1 10,10 1,10', colour: '--series-5' },
  cut: { word: 'Cut off', help: 'this page had no connection', points: '4,0 7,0 7,4 11,4 11,7 7,7 7,11 4,11 4,7 0,7 0,4 4,4', colour: '--series-6' },
};

function sign(kind) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 11 11');
  svg.setAttribute('class', `sign ${kind}`);
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(SVG, 'polygon');
  shape.setAttribute('points', KINDS[kind].points);
  svg.append(shape);
  return svg;
}

export function showKinds(list) {
  for (const [kind, { word, help }] of Object.entries(KINDS)) {
    const item = document.createElement('li');
    item.append(sign(kind), `${word}: ${help}`);
    list.append(item);
  }
}

export function addEvent(list, empty, event) {
  empty.hidden = true;
  list.hidden = false;
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = new Date(event.atMs).toISOString();
  time.textContent = clock(event.atMs);
  const kind = document.createElement('span');
  kind.className = 'kind';
  kind.append(sign(event.kind), KINDS[event.kind].word);
  const text = document.createElement('span');
  const node = document.createElement('span');
  node.className = 'id';
  node.textContent = event.node;
  text.append(node, event.node ? ': ' : '', event.text);
  item.append(time, kind, text);
  list.prepend(item);
  while (list.children.length > LISTED_MAX) {
    list.lastElementChild.remove();
  }
}
