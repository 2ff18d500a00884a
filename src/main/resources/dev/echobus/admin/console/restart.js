// The settings that were changed in the files and keep their old values until the node is started again.

import { element, renew, table } from './tables.js';

const COLUMNS = [{ title: 'Setting' }, { title: 'In force' }, { title: 'After the restart' }];

export class Restart {
  // read: gives what /config answers, or null.
  constructor(place, read) {
    this.place = place;
    this.read = read;
    this.reloads = null;
  }

  // Only when the node has read its files again is there something new.
  follow(reloads) {
    if (this.reloads !== reloads) {
      this.reloads = reloads;
      this.look();
    }
  }

  async look() {
    const config = await this.read();
    if (config === null) {
      return;
    }
    const waiting = config.settings.filter(({ afterRestart }) => afterRestart !== undefined);
    this.place('restart').hidden = waiting.length === 0;
    renew(this.place('restart-settings'), table('Changed in the files, and read', COLUMNS, waiting.map((setting) => [
      element('code', {}, setting.path), String(setting.value), setting.afterRestart])));
  }
}
