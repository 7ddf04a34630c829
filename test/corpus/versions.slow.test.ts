import { VERSIONS, type Version } from '#compare/corpus-case';
import { checkPlaces, checkVersion } from './check-version.ts';

for (const version of Object.keys(VERSIONS) as Version[]) {
  if (version !== '3.4.0.0') checkVersion(version);
  checkPlaces(version);
}
