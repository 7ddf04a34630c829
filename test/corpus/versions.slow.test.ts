import { VERSIONS, type Version } from './case.ts';
import { checkVersion } from './check-version.ts';

for (const version of Object.keys(VERSIONS) as Version[]) if (version !== '3.4.0.0') checkVersion(version);
