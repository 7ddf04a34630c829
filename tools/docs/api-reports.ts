import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What package.json exports: the name of the report and where the types begin. */
function entryPoints(): [report: string, types: string][] {
  const { name, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, { types?: string }>;
  };
  return Object.entries(exports).flatMap(([path, { types }]) =>
    types === undefined ? [] : [[`${name}${path.slice(1).replaceAll('/', '-')}.api.md`, join(ROOT, types)]],
  );
}

/**
 * What the library makes public, an entry point a report: names, types, and whether they are documented.
 * @returns the reports by their paths from the root of the repository
 * @throws when a public name has no doc comment, or names a type that is not exported with it
 */
export function apiReports(): Readonly<Record<string, string>> {
  declareTypes();
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    // What one entry point exports, those behind it need not export again.
    const exported = new Set<string>();
    return Object.fromEntries(
      entryPoints().map(([report, types]) => {
        const text = apiReport(report, types, folder, exported);
        for (const name of namesIn(text)) exported.add(name);
        return [`docs/api/${report}`, text];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The reports are made from the declarations, which lie beside what was built. */
function declareTypes(): void {
  const args = [TSC, '-p', join(ROOT, 'tsconfig.build.json'), '--emitDeclarationOnly'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}

function namesIn(report: string): string[] {
  return [...report.matchAll(/^export (?:abstract )?\w+ (\w+)/gm)].map(([, name = '']) => name);
}

function apiReport(report: string, types: string, folder: string, elsewhere: ReadonlySet<string>): string {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: types,
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2022'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [types],
        },
      },
      newlineKind: 'lf',
    },
  });
  const problems: string[] = [];
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback(found) {
      found.handled = true;
      const forgotten = found.messageId === 'ae-forgotten-export';
      const [, name = ''] = /^The symbol "(\w+)"/.exec(found.text) ?? [];
      if (found.logLevel === 'error' || (forgotten && !elsewhere.has(name))) problems.push(found.text);
    },
  });
  const text = readFileSync(join(folder, report), 'utf8');
  for (const [, line] of text.matchAll(/\/\/ \(undocumented\)\n(?:[\s\S]*?)(\S[^\n]*)/g)) {
    problems.push(`no doc comment: ${line}`);
  }
  if (problems.length > 0) throw new Error(`${report}:\n${problems.join('\n')}`);
  return text;
}
