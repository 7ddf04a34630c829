/** The functions of src/messages that make and tell messages; in the built program they may have a number behind their name. */
const MAKES = /^(?:export )?function (message(?:\$\d+)?)\(key, \.\.\.params\)/m;
const TELLS = /^(?:export )?function (textOf(?:\$\d+)?)\(.*\) \{\s+const \[area, name\] =/m;

/**
 * The code of a module with what notes the messages that it makes and tells; undefined for one that does neither. `notes.js` must be
 * loaded before it.
 * @param {string} code JavaScript
 */
export function instrumented(code) {
  const wraps = [
    ['making', MAKES.exec(code)?.[1]],
    ['telling', TELLS.exec(code)?.[1]],
  ].filter(([, name]) => name !== undefined);
  if (wraps.length === 0) return undefined;
  const lines = wraps.map(([how, name]) => `${name} = globalThis.atmqttMessageNotes.${how}(${name});`);
  // Before all that the module does with them; in its first line, so that its source map still fits.
  return `${lines.join(' ')} ${code}`;
}
