// The console in headless Chromium: pages that keep what their browser logs, and hands that have a keyboard alone.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hold } from './checks.mjs';

const require = createRequire(path.join(process.env.CONSOLE_PACKAGES, 'none.js'));
const { chromium } = require('playwright-core');
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const CHROMIUM = process.env.PATH.split(':').map((folder) => path.join(folder, 'chromium-headless-shell')).find((file) => fs.existsSync(file));
// A root has no sandbox. The rest keeps it from talking to anybody else.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-proxy-server'];
const TABS_MAX = 200;

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    return browser;
  }

  async open(url, options = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    page.logged = [];
    page.hosts = new Set();
    page.on('console', (message) => page.logged.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => page.logged.push(`error: ${error.stack}`));
    page.on('request', (request) => page.hosts.add(new URL(request.url()).host));
    page.on('websocket', (socket) => page.hosts.add(new URL(socket.url()).host));
    await page.goto(url);
    return page;
  }

  end() {
    return this.chromium.close();
  }
}

export function text(page, selector) {
  return page.locator(selector).first().innerText();
}

// The number that a tile shows, in its unit.
export async function tile(page, name) {
  const shown = await page.locator('#tiles div', { hasText: name }).locator('dd span').first().innerText();
  return Number(shown.replaceAll(',', '').replace('–', 'NaN'));
}

// By Tab, as somebody without a mouse goes; each stop on the way can be seen.
export async function tabTo(page, selector) {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press('Tab');
    const [isThere, focus] = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      const shown = focused.matches('input[type="radio"]') ? focused.nextElementSibling : focused;
      return [focused.matches(wanted), focused === document.body || getComputedStyle(shown).outlineStyle !== 'none' ? '' : focused.outerHTML.slice(0, 200)];
    }, selector);
    hold(focus === '', 'every stop of the keyboard can be seen', focus);
    if (isThere) {
      return;
    }
  }
  throw new Error(`not reached by ${TABS_MAX} tabs: ${selector}`);
}

// What axe finds that is serious or worse.
export async function findings(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`)
    .join('\n');
}

export async function holdQuiet(page, what) {
  hold(page.logged.length === 0, `${what}: the browser's log is empty`, page.logged.join('\n'));
}
