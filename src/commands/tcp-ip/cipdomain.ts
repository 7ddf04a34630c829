import { errorCode } from '#at/codes';
import { number, string } from '#at/params';
import type { Reply } from '#at/reply';
import { failure, isFailure, okWith } from '#at/reply';
import { response, text } from '#at/response';
import { decodeUtf8 } from '#bytes/utf8';
import { reasonOf } from '#errors/atmqtt-error';
import { since } from '#firmware/choice';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { defaultAtEnd } from '../params.ts';
import { online } from '../wifi/requires.ts';

/** Which kinds of address are asked for, in their order, by `<ip network>`. */
const FAMILIES: Readonly<Record<1 | 2 | 3, readonly [4 | 6, (4 | 6)?]>> = { 1: [4, 6], 2: [4], 3: [6] };

const found = response`+CIPDOMAIN:${text('IP address')}`;

export const cipdomain = defineCommand({
  name: 'AT+CIPDOMAIN',
  family: 'ip',
  help: 'Finds the address of a name, with this computer’s resolver.',
  waitsFor: 'the name server',
  forms: {
    set: form({
      params: [
        string<Module>('domain name', {
          about: 'The name.',
          max: 128,
          empty: { fails: true },
        }),
        defaultAtEnd(
          number<Module>('ip network', {
            about: '1: IPv4, else IPv6; 2: IPv4 only; 3: IPv6 only.',
            range: [1, 3],
            fallback: 1,
          }),
        ),
        since(
          '4.1',
          defaultAtEnd(
            number<Module>('timeout', {
              about: 'Milliseconds that it may take; 0: as long as the resolver takes.',
              range: [0, 60_000],
              fallback: 0,
            }),
          ),
        ),
      ],
      requires: online,
      codes: [errorCode('execution')],
      responses: [found],
      run(module, [bytes, network, timeoutMs = 0]) {
        const name = decodeUtf8(bytes);
        if (name === undefined) return failure(errorCode('execution'), message('commands.hostNotUtf8'));
        const found = resolve(module, name, ...FAMILIES[network as 1 | 2 | 3]);
        return timeoutMs === 0 ? found : within(module, timeoutMs, found);
      },
    }),
  },
});

/** What is found in time; what comes later nobody hears. */
function within({ clock }: Module, ms: number, found: Promise<Reply>): Promise<Reply> {
  return new Promise((answer, fail) => {
    const late = failure(errorCode('execution'), message('commands.nameNotFoundInTime', { ms }));
    const cancel = clock.after(ms, () => answer(late));
    found.then(answer, fail).finally(cancel);
  });
}

/** @param other is tried when there is no address of the first kind */
async function resolve(module: Module, name: string, family: 4 | 6, other?: 4 | 6): Promise<Reply> {
  try {
    return okWith(found.line(await module.resolveName(name, family)));
  } catch (error) {
    const second = other === undefined ? undefined : await resolve(module, name, other);
    return second === undefined || isFailure(second)
      ? failure(errorCode('execution'), reasonOf(error))
      : second;
  }
}
