/**
 * Puts a generated text between the markers `<!-- name: … -->` and `<!-- /name -->` of a page.
 * @param {string} page
 * @param {string} name
 * @param {string} text
 */
export function withPart(page, name, text) {
  const begin = new RegExp(`<!-- ${name}:[^>]*-->\n`).exec(page);
  const end = page.indexOf(`<!-- /${name} -->`);
  if (begin === null || end < begin.index) throw new Error(`the page has no part ${name}`);
  return `${page.slice(0, begin.index + begin[0].length)}\n${text}\n\n${page.slice(end)}`;
}
