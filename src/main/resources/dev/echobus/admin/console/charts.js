// The charts: uPlot draws, this says what, in our colours, with what happened marked above the lines.

import { DASH, clock, joined, seconds, whole } from './format.js';
import { KINDS } from './events.js';
import { behind, element, table } from './tables.js';

const SYNC = 'time';
const SERIES = 6;
const NODES_MAX = SERIES - 1;
const SPAN_MIN_SECONDS = 60;
// Of what is counted there is no half.
const COUNTS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const COUNT_MIN = 4;
const TABLE_STEP_MS = 5000;
const TABLE_ROWS = 60;

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colour(index) {
  return token(`--series-${(index % SERIES) + 1}`);
}

function duration(value) {
  return value === null ? DASH : joined(seconds(value));
}

function decades(min, max) {
  const powers = [];
  for (let power = Math.round(Math.log10(min)); power <= Math.round(Math.log10(max)); power++) {
    powers.push(10 ** power);
  }
  return powers;
}

// Nothing is drawn while nobody can see it.
class Chart {
  constructor(figure, history, { title, unit, isLog, show, lines }) {
    Object.assign(this, { figure, history, title, unit, isLog, show, lines });
    this.legend = element('ul', { className: 'legend' });
    this.place = element('div', { className: 'plot', role: 'img' });
    figure.append(
      element('figcaption', {}, element('span', {}, element('strong', {}, title), ' ', element('span', { className: 'unit' }, unit)), this.legend),
      this.place,
      behind(title.toLowerCase(), () => this.table()));
    this.names = '';
    this.plot = null;
    this.rangeSeconds = 300;
    new ResizeObserver(() => this.resize()).observe(this.place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.rebuild());
  }

  resize() {
    if (this.plot && this.place.clientWidth > 0) {
      this.plot.setSize({ width: this.place.clientWidth, height: this.place.clientHeight });
    }
  }

  rebuild() {
    this.names = '';
    this.draw();
  }

  build(lines) {
    this.plot?.destroy();
    this.values = [];
    this.legend.replaceChildren(...lines.map(({ name, colour: index }) => {
      const swatch = element('span', { className: 'swatch', 'aria-hidden': 'true' });
      swatch.style.borderTopColor = colour(index);
      const value = element('b');
      this.values.push(value);
      return element('li', {}, swatch, name, value);
    }));
    const axis = { stroke: token('--text-quiet'), font: '12px system-ui, sans-serif', grid: { stroke: token('--line'), width: 1 }, ticks: { show: false } };
    this.plot = new uPlot({
      width: Math.max(this.place.clientWidth, 100),
      height: this.place.clientHeight,
      padding: [18, 8, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: SYNC }, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: true, range: () => this.span() },
        y: this.isLog
          ? { distr: 3, range: (plot, min, max) => (min > 0 ? [10 ** Math.floor(Math.log10(min)), 10 ** Math.ceil(Math.log10(max * 1.01))] : [1e-5, 1e-2]) }
          : { range: (plot, min, max) => [0, Math.max(max * 1.1, COUNT_MIN)] },
      },
      axes: [
        { ...axis, size: 28, values: (plot, splits) => this.times(splits), space: 76 },
        { ...axis, size: 62, incrs: COUNTS, ...(this.isLog ? { splits: (plot, index, min, max) => decades(min, max) } : {}), values: (plot, splits) => splits.map((each) => (each === null ? '' : this.tick(each))) },
      ],
      series: [{}, ...lines.map(({ colour: index, isThin, isFilled }) => ({
        stroke: colour(index),
        width: isThin ? 1.25 : 2,
        fill: isFilled ? `${colour(index)}1f` : undefined,
        points: { show: false },
        spanGaps: false,
      }))],
      hooks: { draw: [(plot) => this.mark(plot)], setCursor: [() => this.tell()] },
    }, this.data(lines), this.place);
  }

  tick(value) {
    if (this.isLog) {
      return joined(this.short(value));
    }
    return value >= 1e6 ? `${value / 1e6} M` : value >= 1e4 ? `${value / 1e3} k` : whole(value);
  }

  short(value) {
    const [text, unit] = seconds(value * 1.000001);
    return [String(Number(text)), unit];
  }

  nowSeconds() {
    const points = this.history.points;
    return points.length > 0 ? points[points.length - 1].atMs / 1000 : Date.now() / 1000;
  }

  // It grows to what is asked for, so that a page just opened is not an empty chart with something at its edge.
  span() {
    const now = this.nowSeconds();
    const first = this.history.points.length > 0 ? this.history.points[0].atMs / 1000 : now;
    return [Math.max(now - this.rangeSeconds, Math.min(first, now - SPAN_MIN_SECONDS)), now];
  }

  times(splits) {
    const isFine = splits.length > 1 && splits[1] - splits[0] < 60;
    return splits.map((at) => (isFine ? clock(at * 1000) : clock(at * 1000).slice(0, 5)));
  }

  data(lines) {
    const points = this.history.points;
    return [points.map(({ atMs }) => atMs / 1000), ...lines.map(({ of }) => points.map(of))];
  }

  draw() {
    const lines = this.lines(this.history);
    const names = lines.map(({ name }) => name).join('\n');
    this.current = lines;
    if (names !== this.names) {
      this.names = names;
      this.build(lines);
    } else if (!document.hidden) {
      this.plot.setData(this.data(lines));
    }
    this.tell();
  }

  // The values under the pointer, else the latest.
  tell() {
    const points = this.history.points;
    const under = this.plot?.cursor.idx;
    const point = points[under ?? points.length - 1];
    if (point === undefined || this.current === undefined) {
      return;
    }
    this.current.forEach(({ of }, index) => {
      this.values[index].textContent = this.show(of(point) ?? null);
    });
    const latest = points[points.length - 1];
    const most = Math.max(0, ...points.map((each) => this.current[0].of(each) ?? 0));
    this.place.setAttribute('aria-label', `${this.title} over time. Now ${this.current.map(({ name, of }) =>
      `${name} ${this.show(of(latest) ?? null)}`).join(', ')}. Highest ${this.show(most)}. The table below has the figures.`);
  }

  mark(plot) {
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    const [from, to] = [plot.scales.x.min, plot.scales.x.max];
    ctx.save();
    const drawn = new Set();
    for (const event of this.history.events) {
      const at = event.atMs / 1000;
      const x = Math.round(plot.valToPos(at, 'x', true));
      const key = `${event.kind} ${x}`;
      if (at < from || at > to || drawn.has(key)) {
        continue;
      }
      drawn.add(key);
      const kind = KINDS[event.kind];
      ctx.strokeStyle = token(kind.colour);
      ctx.fillStyle = ctx.strokeStyle;
      ctx.lineWidth = pixel;
      ctx.setLineDash([3 * pixel, 3 * pixel]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.beginPath();
      kind.points.split(' ').forEach((pair, index) => {
        const [left, top] = pair.split(',').map(Number);
        ctx[index === 0 ? 'moveTo' : 'lineTo'](x + (left - 5.5) * pixel, bbox.top - 14 * pixel + top * pixel);
      });
      ctx.fill();
    }
    ctx.restore();
  }

  table() {
    const rows = [];
    let last = Infinity;
    for (const point of [...this.history.points].reverse()) {
      if (last - point.atMs >= TABLE_STEP_MS && rows.length < TABLE_ROWS) {
        last = point.atMs;
        rows.push([clock(point.atMs), ...this.current.map(({ of }) => this.show(of(point) ?? null))]);
      }
    }
    return table(`One reading each 5 s, the latest first, as of ${clock(Date.now())}`,
      [{ title: 'Time' }, ...this.current.map(({ name }) => ({ title: name, isNumber: true }))], rows);
  }
}

export function charts(history, place) {
  // As many as can be told apart; the table of nodes has them all.
  const each = (of) => history.lines().slice(0, NODES_MAX).map((node, index) =>
    ({ name: node, colour: index + 1, isThin: true, of: (point) => point.nodes.get(node)?.[of] ?? null }));
  const isOne = () => history.lines().length < 2;
  const all = [
    new Chart(place('chart-throughput'), history, {
      title: 'Throughput',
      unit: 'messages a second',
      show: (value) => (value === null ? DASH : `${whole(value)}/s`),
      lines: () => [{ name: isOne() ? 'messages' : 'all nodes', colour: 0, isFilled: true, of: (point) => point.rate }, ...(isOne() ? [] : each('rate'))],
    }),
    new Chart(place('chart-latency'), history, {
      title: 'Service time',
      unit: 'from read to written reply, by bucket',
      isLog: true,
      show: duration,
      lines: () => [
        { name: 'p99', colour: 1, of: (point) => point.p99 },
        { name: 'p90', colour: 2, of: (point) => point.p90 },
        { name: 'p50', colour: 0, of: (point) => point.p50 },
      ],
    }),
    new Chart(place('chart-connections'), history, {
      title: 'Connections',
      unit: 'open',
      show: (value) => whole(value),
      lines: () => [{ name: isOne() ? 'open' : 'all nodes', colour: 0, isFilled: true, of: (point) => point.connections }, ...(isOne() ? [] : each('connections'))],
    }),
  ];
  return {
    draw: () => all.forEach((chart) => chart.draw()),
    range: (rangeSeconds) => all.forEach((chart) => {
      chart.rangeSeconds = rangeSeconds;
      chart.draw();
    }),
  };
}
