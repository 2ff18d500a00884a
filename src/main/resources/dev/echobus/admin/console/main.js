// Puts the page together: views come in, figures, charts and events go out.

import { Actions } from './actions.js';
import { charts } from './charts.js';
import { Connections } from './connections.js';
import { addEvent, showKinds } from './events.js';
import { identity, loops, nodes, tiles } from './fleet.js';
import { clock, duration } from './format.js';
import { History } from './history.js';
import { Live } from './live.js';
import { Restart } from './restart.js';

const SAID_MS = 6000;

const place = (id) => document.getElementById(id);
const history = new History();
const drawn = charts(history, place);
let cutMs = 0;
let said = 0;

// The banner is a live region: what is said there is read out, so only changes are.
function say(text, state = '') {
  clearTimeout(said);
  place('banner').dataset.state = state;
  place('banner').textContent = text;
  if (text && state !== 'cut') {
    said = setTimeout(() => say(''), SAID_MS);
  }
}

function link(state, text) {
  document.body.dataset.link = state;
  place('link').dataset.state = state;
  place('link-text').textContent = text;
}

function show(view) {
  history.add(view);
  identity(place, view);
  tiles(place('tiles'), history.points[history.points.length - 1]);
  nodes(place('nodes'), history);
  loops(place('loops'), view.loops);
  actions.clustered(view.clustered);
  restart.follow(view.nodes[0].stats.configReloads);
  drawn.draw();
}

const live = new Live({
  welcome(data) {
    actions.welcome(data);
    restart.reloads = null;
    link('live', 'Live');
    if (cutMs > 0) {
      const gone = Date.now() - cutMs;
      history.note('cut', '', `this page was cut off for ${duration(gone)}`, cutMs);
      say(`Connected again after ${duration(gone)}.`);
      cutMs = 0;
    }
  },
  view(data) {
    show(data);
  },
  down(reason) {
    if (cutMs === 0) {
      cutMs = Date.now();
      history.cut(cutMs);
      say(`Cut off from the node since ${clock(cutMs)}${reason ? ` (${reason})` : ''}: what is shown is from before. Trying again.`, 'cut');
    }
    link('cut', 'Cut off');
  },
  tokenWanted(isWrong) {
    link('cut', 'Locked');
    actions.wantedToSee(isWrong);
  },
});

const actions = new Actions(place, live, say);
const restart = new Restart(place, () => actions.read('config'));
new Connections(place, actions);
history.onEvent = (event) => addEvent(place('events'), place('events-empty'), event);
showKinds(place('kinds'));
place('range').addEventListener('change', (event) => drawn.range(Number(event.target.value)));
document.addEventListener('visibilitychange', () => document.hidden || history.points.length === 0 || drawn.draw());
live.open();
