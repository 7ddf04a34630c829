// Writes the parts of pages that are made from layers.json; with --check only compares. Part of `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { layersInMarkdown } from './layers/picture.js';
import { readRules } from './layers/rules.js';
import { withPart } from './marked-part.js';

const root = new URL('../', import.meta.url);
const file = new URL('docs/architecture.md', root);
const page = readFileSync(file, 'utf8');
const fresh = withPart(page, 'layers', layersInMarkdown(readRules(new URL('layers.json', root))));
if (fresh !== page) {
  if (process.argv.includes('--check')) {
    process.stderr.write('docs/architecture.md is stale; run npm run docs.\n');
    process.exitCode = 1;
  } else writeFileSync(file, fresh);
}
