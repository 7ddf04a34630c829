import type { Message, Render } from '../types.ts';

const PARTS = { body: 'body', path: 'path', query: 'query' } as const;
type Part = keyof typeof PARTS;

/** What is said of the control plane, and what it answers to requests that it refuses. */
export const control = {
  taken: ({ address }: { address: string }) =>
    `--control ${address} is in use by another program; choose another port.`,
  otherPort: ({ taken, used }: { taken: number; used: number }) =>
    `the control plane's port ${taken} is taken; it listens on ${used} instead`,
  cannotListen: ({ address, why }: { address: string; why: Message }, render: Render) =>
    `--control cannot listen on ${address}: ${render(why)}; choose another address.`,
  at: ({ address }: { address: string }) => `control plane at ${address}`,
  open: ({ host }: { host: string }) =>
    `anyone who reaches ${host} and has the token can read and do everything here, and the token goes over the network in clear text.`,
  tokenTwice: ({ first, second }: { first: string; second: string }) =>
    `${first} and ${second} both give a token; leave one of them out.`,
  badToken: ({ name }: { name: string }) =>
    `${name} gives no token: it is 16 to 512 letters, digits, "-", ".", "_", "~", "+" or "/".`,

  noSwarm: () => 'This is a run of modules with hosts, and no swarm; atmqtt swarm --web has one.',
  noPage: () =>
    'This is the control plane of atmqtt without its page; start the program with --web in place of --control to see the page here.',
  pageNotBuilt: ({ folder }: { folder: string }) =>
    `This build of atmqtt has no page in ${folder}; run "npm run build" where its sources are, and start it again.`,
  pageIsRead: () => 'This is a file of the page, which takes GET alone.',
  noToken: () =>
    'This needs the token of the ready line: send it as "Authorization: Bearer TOKEN", or exchange it for a cookie by POST /api/v1/session.',
  wrongToken: () => 'This is not the token of this run; the ready line and the ready file have it.',
  staleCookie: () =>
    'The cookie of this page is of an earlier run, or was not used for 12 hours; open the address with the token that this run has printed.',
  cookieElsewhere: () =>
    'The cookie counts only for the page that this program serves; send the token instead.',
  otherName: ({ name }: { name: string }) =>
    `Nothing is answered under the name ${JSON.stringify(name)}; ask under localhost or the address that is listened at.`,
  foreignOrigin: ({ origin }: { origin: string }) =>
    `Pages of ${JSON.stringify(origin)} are not answered; only those that this program serves are.`,
  noRoute: ({ method, base }: { method: string; base: string }) =>
    `There is nothing for ${method} at this path; GET ${base}/openapi.json lists what there is.`,
  bodyTooLarge: () => 'The body is larger than 1 MiB; send less at a time.',
  headersTooLarge: () => 'The headers are larger than 8 KiB; send fewer.',
  lateRequest: () => 'The request did not end within 10 seconds; send it whole.',
  onlyJson: () => 'Only JSON is taken; send it with "Content-Type: application/json".',
  noBody: () => 'The body is empty, but its type is JSON; send {} or leave the type out.',
  notJson: () => 'The body is no JSON; check its quotes, commas and braces.',
  badUrl: () => 'The path cannot be read; names in it are at most 100 characters, percent-encoded as UTF-8.',
  badRequest: () => 'The request cannot be understood; GET /api/v1/openapi.json lists what can be.',
  unknownField: ({
    part,
    field,
    nearest,
    known,
  }: {
    part: Part;
    field: string;
    nearest: string | undefined;
    known: readonly string[];
  }) =>
    `The ${PARTS[part]} takes no ${JSON.stringify(field)}${nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`}` +
    (known.length === 0 ? '; it takes nothing.' : ` It takes ${known.join(', ')}.`),
  missingField: ({ part, field, values }: { part: Part; field: string; values: Message }, render: Render) =>
    `The ${PARTS[part]} needs ${field}, which takes ${render(values)}.`,
  wrongField: ({ part, field, values }: { part: Part; field: string; values: Message }, render: Render) =>
    `${field} of the ${PARTS[part]} takes ${render(values)}.`,
  wrongPart: ({ part, values }: { part: Part; values: Message }, render: Render) =>
    `The ${PARTS[part]} takes ${render(values)}.`,
  failed: ({ why }: { why: Message }, render: Render) =>
    `a request failed by a fault of this program: ${render(why)}`,
  failedHere: () => 'This failed by a fault of this program; its log says more.',

  noModulesYet: () => 'No module is up yet; GET /api/v1/status says what is waited for.',
  noModule: ({
    name,
    nearest,
    names,
  }: {
    name: string;
    nearest: string | undefined;
    names: readonly string[];
  }) =>
    `There is no module ${JSON.stringify(name)}; did you mean ${nearest}? There ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}.`,
  noEventType: ({ type, types }: { type: string; types: readonly string[] }) =>
    `There is no event ${JSON.stringify(type)}; there is ${types.join(', ')}.`,
  tooManyReaders: ({ max }: { max: number }) =>
    `${max} programs and pages listen to events already; close one of them.`,
  tooManyRequests: ({ max }: { max: number }) =>
    `${max} requests wait for their answers already; end one of them.`,
  noHost: () => 'The request has no Host header; send it with the address that is listened at.',
  form: ({ form }: { form: string }) => `text that fits ${form}`,
  noLink: ({ module, link, links }: { module: string; link: number; links: number }) =>
    `${module} has no link ${link}; it has 0${links === 1 ? '' : ` to ${links - 1}`}.`,
};
