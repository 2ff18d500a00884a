// What the views come to over time: rates between two readings of a node, and what has happened between them.

const POINTS_MAX = 900;
// A node that has not answered for so long is silent: its last figures are no news.
const SILENT_MS = 3500;

const ENDS_IN_ORDER = new Set(['CLOSED_BY_PEER', 'DRAINED', 'ANSWERED_ONCE']);

// The rise of a counter; one that fell has begun anew.
function rise(now, before) {
  return now >= before ? now - before : now;
}

function risen(now = {}, before = {}) {
  const codes = {};
  for (const [code, count] of Object.entries(now)) {
    const more = rise(count, before[code] || 0);
    if (more > 0) {
      codes[code] = more;
    }
  }
  return codes;
}

const NEVER = { count: 0, buckets: {} };

// A node of another version may not tell some of them.
function times(now = NEVER, before = NEVER) {
  const buckets = Object.entries(now.buckets).map(([bound, count]) => [Number(bound), rise(count, before.buckets[bound] || 0)]);
  return { count: rise(now.count, before.count), buckets: buckets.sort((one, other) => one[0] - other[0]) };
}

function merged(all) {
  const whole = { count: 0, buckets: [] };
  for (const each of all) {
    whole.count += each.count;
    each.buckets.forEach(([bound, count], index) => {
      whole.buckets[index] = [bound, (whole.buckets[index]?.[1] || 0) + count];
    });
  }
  return whole;
}

// In seconds, between the bounds of the bucket where it lies; null without anything counted.
export function percentile({ count, buckets }, part) {
  if (count === 0) {
    return null;
  }
  const wanted = count * part;
  let lower = 0;
  let below = 0;
  for (const [bound, upTo] of buckets) {
    if (upTo >= wanted) {
      return upTo === below ? bound : lower + ((bound - lower) * (wanted - below)) / (upTo - below);
    }
    lower = bound;
    below = upTo;
  }
  return lower;
}

// What happened to a node between two readings: [kind, text].
function happenings(stats, before) {
  const found = [];
  const tell = (kind, codes, text) => {
    const list = Object.entries(codes);
    if (list.length > 0) {
      const count = list.reduce((sum, [, each]) => sum + each, 0);
      found.push([kind, `${count} ${text}: ${list.map(([code, each]) => (list.length > 1 ? `${code} ${each}` : code)).join(', ')}`]);
    }
  };
  const codesOf = (name) => risen(stats[`${name}ByCode`], before[`${name}ByCode`]);
  const failures = (name) => {
    const codes = codesOf(name);
    delete codes.REPLIED;
    return codes;
  };
  const ends = Object.fromEntries(Object.entries(codesOf('connectionsClosed')).filter(([code]) => !ENDS_IN_ORDER.has(code)));
  tell('eviction', ends, 'closed');
  tell('eviction', codesOf('connectionsRefused'), 'refused');
  tell('fault', failures('busRequests'), 'requests to a responder failed');
  tell('fault', failures('clientOutcomes'), 'requests of clients failed');
  tell('fault', codesOf('gatewayErrors'), 'errors told to sessions');
  const more = (name) => rise(stats[name] || 0, before[name] || 0);
  if (more('acceptFailures') > 0) {
    found.push(['fault', `${more('acceptFailures')} sockets could not be accepted`]);
  }
  if (more('clientServerEjections') > 0) {
    found.push(['fault', `${more('clientServerEjections')} servers of clients left out`]);
  }
  if (more('configReloads') > 0) {
    found.push(['reload', 'settings put in force']);
  }
  return found;
}

export class History {
  constructor() {
    this.points = [];
    this.events = [];
    this.nodes = new Map();
    this.order = [];
    this.here = null;
    this.onEvent = () => {};
  }

  // A gap in the lines: what was meanwhile nobody knows.
  cut(atMs) {
    this.push({ atMs, rate: null, p50: null, p90: null, p99: null, nodes: new Map(), connections: null });
    this.nodes.forEach((node) => {
      node.isAfterCut = true;
    });
  }

  note(kind, node, text, atMs) {
    const event = { kind, node, text, atMs };
    this.events.push(event);
    if (this.events.length > 500) {
      this.events.shift();
    }
    this.onEvent(event);
  }

  add(view) {
    const isFirst = this.here !== view.node;
    if (this.here !== null && isFirst) {
      this.note('member', view.node, `started, in place of ${this.here}`, view.atMs);
      this.nodes.clear();
    }
    this.here = view.node;
    const seen = new Set();
    for (const node of view.nodes) {
      seen.add(node.node);
      this.read(node, view, isFirst);
    }
    for (const name of this.nodes.keys()) {
      if (!seen.has(name)) {
        this.nodes.delete(name);
      }
    }
    this.push(this.pointOf(view));
  }

  read(node, view, isFirst) {
    const atMs = view.atMs - node.ageMs;
    let known = this.nodes.get(node.node);
    if (known === undefined) {
      known = { stats: null, atMs: 0, rates: null };
      this.nodes.set(node.node, known);
      if (!this.order.includes(node.node)) {
        this.order.push(node.node);
      }
      if (!isFirst && node.node !== view.node) {
        this.note('member', node.node, 'joined', view.atMs);
      }
    }
    const isGone = node.state === 'left' || node.state === 'lost';
    if (isGone && !known.isGone) {
      this.note('member', node.node, node.state === 'left' ? 'left the cluster' : 'lost from the cluster', view.atMs);
    }
    Object.assign(known, { state: node.state, address: node.address, isGone, isSilent: node.ageMs > SILENT_MS || !node.stats });
    // An answer that was shown before is told again until there is a newer one.
    if (node.stats && !isGone && atMs - known.atMs > 50) {
      known.rates = known.stats === null ? null : this.ratesOf(node, known, atMs);
      known.stats = node.stats;
      known.atMs = atMs;
    }
    if (isGone || known.isSilent) {
      known.rates = null;
    }
  }

  ratesOf(node, known, atMs) {
    const before = known.stats;
    const now = node.stats;
    const seconds = (atMs - known.atMs) / 1000;
    for (const [kind, text] of happenings(now, before)) {
      this.note(kind, node.node, text, atMs);
    }
    // What happened meanwhile is told; how fast it went, nobody saw.
    if (known.isAfterCut) {
      known.isAfterCut = false;
      return null;
    }
    const a = (name) => rise(now[name] || 0, before[name] || 0) / seconds;
    return {
      messages: a('messages'),
      bytesIn: a('bytesIn'),
      bytesOut: a('bytesOut'),
      cpu: a('cpuTime'),
      service: times(now.serviceTime, before.serviceTime),
      lag: times(now.eventLoopLag, before.eventLoopLag),
    };
  }

  pointOf(view) {
    const answering = [...this.nodes.entries()].filter(([, node]) => node.rates !== null);
    const sum = (name) => (answering.length === 0 ? null : answering.reduce((all, [, node]) => all + node.rates[name], 0));
    const service = merged(answering.map(([, node]) => node.rates.service));
    const lag = merged(answering.map(([, node]) => node.rates.lag));
    const present = [...this.nodes.entries()].filter(([, node]) => node.stats !== null && !node.isGone && !node.isSilent);
    return {
      atMs: view.atMs,
      rate: sum('messages'),
      bytesIn: sum('bytesIn'),
      bytesOut: sum('bytesOut'),
      cpu: sum('cpu'),
      p50: percentile(service, 0.5),
      p90: percentile(service, 0.9),
      p99: percentile(service, 0.99),
      lag: percentile(lag, 0.99),
      connections: present.reduce((all, [, node]) => all + node.stats.connectionsOpen, 0),
      nodes: new Map(present.map(([name, node]) => [
        name, { rate: node.rates?.messages ?? null, connections: node.stats.connectionsOpen }])),
    };
  }

  push(point) {
    this.points.push(point);
    if (this.points.length > POINTS_MAX) {
      this.points.shift();
    }
  }

  // Nodes that have lines, in the order they were first seen; the colour of each stays.
  lines() {
    const known = new Set();
    this.points.forEach((point) => point.nodes.forEach((_, name) => known.add(name)));
    return this.order.filter((name) => known.has(name));
  }
}
