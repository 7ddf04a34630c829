/*
 * Lets Node run the TypeScript of this repository as it is: node --import=./tools/typescript.js FILE.ts.
 * Node 22.18 and newer can do so by themselves.
 */
import { register } from 'node:module';

if (!('typescript' in process.features && process.features.typescript)) {
  register('./typescript-hooks.js', import.meta.url);
}
