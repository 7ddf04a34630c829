import { COMMANDS } from '../../dist/commands/index.js';
import { Module } from '../../dist/module/module.js';
import { parseSettings } from '../../dist/module/settings/parse.js';
import { nodePlatform } from '../../dist/node/platform.js';
import { createMemoryPort } from '../../dist/ports/memory.js';

/** One for all modules, as the program shares it too. */
const SETTINGS = parseSettings({});

/**
 * A module in this process with a host on a memory port, booted.
 * @param {string} name
 * @param {import('../../dist/module/platform.d.ts').DialRoute} [dial] TCP unless given
 */
export function createModule(name, dial = nodePlatform.dial) {
  const module = new Module({
    ...nodePlatform,
    name,
    settings: SETTINGS,
    commands: COMMANDS,
    dial,
    log: () => {},
  });
  const port = createMemoryPort();
  void port.open({
    host: (stream, hostName) => void module.attach(stream, { name: hostName }),
    notice: () => {},
  });
  module.boot();
  return { module, stream: port.host };
}
