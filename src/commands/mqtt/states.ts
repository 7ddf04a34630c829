import type { Requirement, RequirementTurn } from '#at/command';
import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { failure, isFailure } from '#at/reply';
import { byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import type { CompatRule } from '#module/compat';
import type { LinkState } from '#module/link/machine';
import type { Module } from '#module/module';
import { linkOf } from './params.ts';

/** What a command answers in states it does not run in [B-STATE-3], [B-STATE-6], [B-STATE-7]. */
interface StateRule {
  readonly states: readonly LinkState[];
  readonly code: MqttCodeName;
  /** What a host should know who comes to this. */
  readonly compat?: CompatRule;
}

interface StateOptions {
  readonly turn?: RequirementTurn;
  /** It runs on a link that the setting `connect` has configured too, in every state, and takes it over [B-CONNECT-2]. */
  readonly takesOver?: true;
}

/** Needs the link, named by the first parameter, to be in one of `allowed`; the rules say what else happens. */
export function inStates(
  allowed: readonly LinkState[],
  rules: readonly StateRule[],
  { turn = 'second', takesOver }: StateOptions = {},
): Requirement<Module> {
  return {
    turn,
    needs: `state ${allowed.join(', ')}`,
    otherwise: rules.map((rule) => ({
      when: `state ${rule.states.join(', ')}`,
      code: mqttCode(rule.code),
    })),
    check(module, values) {
      // Of a LinkID that cannot be read the state of the first link is asked.
      const id = isFailure(values[0]) ? 0 : Number(values[0]);
      const { model } = linkOf(module, id);
      if (allowed.includes(model.state) || (takesOver && model.bySetting)) return undefined;
      const rule = rules.find(({ states }) => states.includes(model.state));
      if (rule === undefined) return undefined;
      if (rule.compat !== undefined) module.compat.found(rule.compat);
      const advice = message(`codeAdvice.${rule.code}`);
      return failure(
        mqttCode(rule.code),
        message('commands.linkState', { link: id, state: model.state, advice }),
      );
    },
  };
}

/** Connected: what publishing and subscribing need. The manual's table has a code for a lost connection. */
export const connected = byPlace('stateCodes', {
  manual: inStates(
    [4, 5, 6],
    [
      { states: [0, 1, 2], code: 'NULL_LINK' },
      { states: [3], code: 'IN_DISCONNECTED_STATE' },
    ],
  ),
  module: inStates([4, 5, 6], [{ states: [0, 1, 2, 3], code: 'NULL_LINK' }]),
});

/** What `AT+MQTTCONN` needs. The manual's table names a connection that is there, and one that was lost. */
export const connectable = byPlace('stateCodes', {
  manual: inStates(
    [1, 2],
    [
      { states: [0], code: 'NO_CONFIGURED' },
      { states: [4, 5, 6], code: 'ALREADY_CONNECTED' },
      { states: [3], code: 'IN_DISCONNECTED_STATE', compat: 'reconnectWithoutClean' },
    ],
    { turn: 'before', takesOver: true },
  ),
  module: inStates(
    [1, 2],
    [
      { states: [0, 4, 5, 6], code: 'NO_CONFIGURED' },
      { states: [3], code: 'NO_CONFIGURED', compat: 'reconnectWithoutClean' },
    ],
    { turn: 'before', takesOver: true },
  ),
});

/** What `AT+MQTTUSERCFG` needs: no connection, and none lost. */
export const unconnected = inStates([0, 1, 2], [{ states: [3, 4, 5, 6], code: 'NOT_IN_CONFIGURED_STATE' }], {
  takesOver: true,
});

/** What `AT+MQTTCONNCFG` needs. */
export const configured = inStates(
  [1, 2],
  [
    { states: [0], code: 'NO_CONFIGURED' },
    { states: [3, 4, 5, 6], code: 'NOT_IN_CONFIGURED_STATE' },
  ],
);

/** What the commands need that refine the user: a genuine module takes them before `AT+MQTTCONNCFG` only. */
export const refinable = byPlace('lateConfiguration', {
  manual: inStates([1, 2], [{ states: [0, 3, 4, 5, 6], code: 'NOT_IN_CONFIGURED_STATE' }]),
  module: inStates([1], [{ states: [0, 2, 3, 4, 5, 6], code: 'NOT_IN_CONFIGURED_STATE' }]),
});
