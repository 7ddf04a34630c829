import { readFileSync } from 'node:fs';
import { readyFile, readyNames } from '#scenario/find-scenario';
import { readScenario } from '#scenario/read/read-scenario';
import { shortAbout } from '#scenario/short-about';
import { page } from './markdown.ts';

const INTRO = `Each is named for a trouble that users of genuine modules have met. \`atmqtt play NAME\` plays it with a module in this
process, and \`--against PORT\` with one at a port. For the firmware under test (\`--as module\`) take one as a beginning: copy its file and
let \`at\` name what your firmware sends. [Scenarios](../guides/scenarios.md) has the language.`;

/** A page for each scenario that is ready, and one that lists them. */
export function scenarioPages(): Readonly<Record<string, string>> {
  const pages = readyNames().map((name) => [name, scenarioPage(name)] as const);
  const rows = readyNames().map((name) => {
    const { about = '' } = readScenario(readyFile(name));
    return `- [${name}](${name}.md): ${shortAbout(about)}`;
  });
  return {
    'docs/scenarios/README.md': page('Scenarios that are ready', INTRO, rows.join('\n')),
    ...Object.fromEntries(pages.map(([name, text]) => [`docs/scenarios/${name}.md`, text])),
  };
}

function scenarioPage(name: string): string {
  const { about = '', host = '' } = readScenario(readyFile(name));
  const yaml = readFileSync(readyFile(name), 'utf8');
  const steps = yaml.slice(startOfTheRest(yaml));
  return page(
    name,
    about.trim(),
    '## What a host should do',
    host.trim(),
    '## What is played',
    `\`\`\`yaml scenarios/${name}.yaml\n${steps.trim()}\n\`\`\``,
    `\`\`\`sh\natmqtt play ${name}\n\`\`\``,
  );
}

/** Behind what the page has told in words. */
function startOfTheRest(yaml: string): number {
  const lines = yaml.split('\n');
  let told = false;
  let at = 0;
  for (const line of lines) {
    if (/^\S/.test(line)) told = /^(#|about:|host:)/.test(line);
    if (!told && line.trim() !== '') return at;
    at += line.length + 1;
  }
  return 0;
}
