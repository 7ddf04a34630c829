import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

// The package is on no registry: nothing may tell people to take it from one. They use the tarball of `npm pack`, or a
// checkout. Once it is published this file can go.

const ROOT = join(import.meta.dirname, '../..');
const PLACES = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'action.yml',
  'docs',
  'packaging',
  'examples',
  'src/messages',
  '.github',
];

/** Commands that would ask a registry for the package; a path or a tarball is none. */
const FROM_REGISTRY = [
  /\bnpx\b(?: +(?:-\S+|--package[= ]\S+))*(?: +--)? +['"]?atmqtt\b(?![-./])/,
  /\b(?:npm|pnpm|yarn|bun)(?: +global)? +(?:install|i|add|exec|x|create|view|dlx)\b(?: +\S+)*? +['"]?atmqtt(?![-./\w])/,
  /\b(?:pnpm +dlx|yarn +dlx|bunx|pnpx) +(?:-\S+ +)*['"]?atmqtt(?![-./\w])/,
  /['"]atmqtt(?:@[\w$^~]|['"]\s*:\s*['"][\^~\d])/,
  /\batmqtt@(?:\$|latest|next|\^|~|\d)/,
  /\bnpmjs\.(?:com|org)\/(?:package\/)?atmqtt\b/,
];

/** The lines of a text that do. */
function takenFromRegistry(text: string): readonly string[] {
  const joined = text.replace(/\\\n\s*/g, ' ');
  return joined.split('\n').filter((line) => FROM_REGISTRY.some((pattern) => pattern.test(line)));
}

function filesBelow(place: string): readonly string[] {
  const path = join(ROOT, place);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [place];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}

/** A version of the action, which is taken from a repository: `uses: OWNER/atmqtt@v0.1.0`. */
const withoutActions = (text: string): string => text.replace(/^.*\buses: \S+$/gm, '');

describe('nothing takes the package from a registry, on which it is not', () => {
  test.each(PLACES.flatMap(filesBelow))('%s', (file) => {
    expect(takenFromRegistry(withoutActions(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  test.each([
    'npx atmqtt run',
    'npx --yes atmqtt run',
    'npx -y -- atmqtt run',
    'sudo npm install --global atmqtt',
    'npm i -g atmqtt',
    'npm install --save-dev atmqtt',
    'npm install \\\n  atmqtt',
    'npm exec atmqtt',
    'pnpm add atmqtt',
    'pnpm dlx atmqtt',
    'package="atmqtt@$INPUT_VERSION"',
    '"atmqtt": "^0.1.0"',
    'https://www.npmjs.com/package/atmqtt',
  ])('%j is found', (line) => {
    expect(takenFromRegistry(line)).not.toEqual([]);
  });

  test.each([
    'npm install --global ./atmqtt-0.1.0.tgz',
    'npm install ./tools/atmqtt-0.1.0.tgz',
    'npm ci && npm pack',
    'npm link && atmqtt run',
    'docker build -t atmqtt .',
  ])('%j is none', (line) => {
    expect(takenFromRegistry(line)).toEqual([]);
  });
});
