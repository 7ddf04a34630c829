import type { Requirement, RequirementTurn } from '#at/command';
import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { failure, isFailure } from '#at/reply';
import { message } from '#messages/message';
import type { LinkModel, LinkState } from '#module/link/machine';
import type { Module } from '#module/module';
import { linkOf } from './params.ts';

/** What a command answers in states it does not run in [B-STATE-3], [B-STATE-6], [B-STATE-7]. */
interface StateRule {
  readonly states: readonly LinkState[];
  /** Only with this `<reconnect>`; either when left out. */
  readonly reconnect?: boolean;
  readonly code: MqttCodeName;
}

/** Needs the link, named by the first parameter, to be in one of `allowed`; the rules say what else happens. */
export function inStates(
  allowed: readonly LinkState[],
  rules: readonly StateRule[],
  turn: RequirementTurn = 'second',
): Requirement<Module> {
  return {
    turn,
    needs: `state ${allowed.join(', ')}`,
    otherwise: rules.map((rule) => ({ when: describe(rule), code: mqttCode(rule.code) })),
    check(module, values) {
      // Of a LinkID that cannot be read the state of the first link is asked.
      const id = isFailure(values[0]) ? 0 : Number(values[0]);
      const { model } = linkOf(module, id);
      if (allowed.includes(model.state)) return undefined;
      const rule = rules.find((each) => matches(each, model));
      if (rule === undefined) return undefined;
      const advice = message(`codeAdvice.${rule.code}`);
      return failure(
        mqttCode(rule.code),
        message('commands.linkState', { link: id, state: model.state, advice }),
      );
    },
  };
}

/** Connected: what publishing and subscribing need. */
export const connected = inStates(
  [4, 5, 6],
  [
    { states: [0, 1, 2], code: 'NULL_LINK' },
    { states: [3], code: 'IN_DISCONNECTED_STATE' },
  ],
);

/** Configured and not yet connected: what every further configuration needs. */
export const configured = inStates(
  [1, 2],
  [
    { states: [0], code: 'NO_CONFIGURED' },
    { states: [3, 4, 5, 6], code: 'NOT_IN_CONFIGURED_STATE' },
  ],
);

function matches(rule: StateRule, model: LinkModel): boolean {
  return rule.states.includes(model.state) && (rule.reconnect ?? model.reconnect) === model.reconnect;
}

function describe({ states, reconnect }: StateRule): string {
  const suffix = reconnect === undefined ? '' : ` with reconnect ${reconnect ? 1 : 0}`;
  return `state ${states.join(', ')}${suffix}`;
}
