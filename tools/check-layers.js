// Holds the imports of src against layers.json. Part of `npm run check`.
import { fileURLToPath } from 'node:url';
import { checkLayers } from './layers/check.js';
import { readRules } from './layers/rules.js';

const root = new URL('../', import.meta.url);
const { files, problems } = checkLayers(
  readRules(new URL('layers.json', root)),
  fileURLToPath(new URL('src/', root)),
);
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n${problems.length} problems in ${files} files\n`);
  process.exitCode = 1;
} else process.stdout.write(`layers.json: ${files} files of src keep to it\n`);
