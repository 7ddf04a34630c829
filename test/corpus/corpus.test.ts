import { checkVersion } from './check-version.ts';

checkVersion('3.4.0.0');
