// How numbers are written: in SI units, three digits or so, the unit always beside.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const CLOCK = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

export const DASH = '–';

export function whole(number) {
  return number === null || number === undefined ? DASH : WHOLE.format(number);
}

function digits(number) {
  return number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number.toFixed(2);
}

// [text, unit]
export function bytes(number, per = '') {
  if (number === null || number === undefined) {
    return [DASH, `B${per}`];
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scale = 0;
  while (number >= 1000 && scale < units.length - 1) {
    number /= 1000;
    scale++;
  }
  return [scale === 0 ? whole(number) : digits(number), units[scale] + per];
}

export function seconds(number) {
  if (number === null || number === undefined) {
    return [DASH, 'ms'];
  }
  if (number < 1e-3) {
    return [digits(number * 1e6), 'µs'];
  }
  return number < 1 ? [digits(number * 1e3), 'ms'] : [digits(number), 's'];
}

export function joined([text, unit]) {
  return `${text} ${unit}`;
}

export function clock(ms) {
  return CLOCK.format(ms);
}

export function duration(ms) {
  const total = Math.floor(ms / 1000);
  const parts = [[Math.floor(total / 86400), 'd'], [Math.floor(total / 3600) % 24, 'h'], [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's']];
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0 ? '0 s' : parts.slice(first, first + 2).map(([count, unit]) => `${count} ${unit}`).join(' ');
}

export function plural(count, one, many = `${one}s`) {
  return `${whole(count)} ${count === 1 ? one : many}`;
}
