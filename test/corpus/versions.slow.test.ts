import { checkPlaces, checkVersion } from './check-version.ts';
import { VERSIONS, type Version } from './corpus-case.ts';

for (const version of Object.keys(VERSIONS) as Version[]) {
  if (version !== '3.4.0.0') checkVersion(version);
  checkPlaces(version);
}
