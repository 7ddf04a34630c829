/*
 * Lets a program that a test starts note the messages that it tells: NODE_OPTIONS=--import=…/in-program.js. It makes no difference to a
 * program that is not atmqtt.
 */
import * as nodeModule from 'node:module';
import { instrumentedFile } from './load-hook.js';
import './notes.js';

/** Of Node 22.15 and newer; `register`, which those before have, is deprecated in the newest. */
const { registerHooks } = /** @type {any} */ (nodeModule);

if (registerHooks === undefined) {
  nodeModule.register('./load-hook.js', import.meta.url);
} else {
  registerHooks({
    load: (/** @type {string} */ url, /** @type {unknown} */ context, /** @type {any} */ nextLoad) =>
      instrumentedFile(url, nextLoad(url, context)),
  });
}
