import { reasonOf } from '#errors/atmqtt-error';
import { told } from '#metrics/status';
import { type ScenarioPlayer, trafficOf } from '../plays/scenario-player.ts';

/** What is played, or was last. */
export function playView(player: ScenarioPlayer) {
  const { play } = player;
  if (play === undefined) return { state: 'none' as const, steps: [], traffic: [] };
  const { scenario, startedAt, steps, result, error, callOff } = play;
  const ended = callOff.signal.aborted;
  const failed = error !== undefined || result?.failed !== undefined;
  const state = player.plays ? 'running' : ended ? 'ended' : failed ? 'failed' : 'passed';
  const why = error !== undefined ? reasonOf(error) : result?.failed?.failure.reason;
  return {
    state: state as 'running' | 'passed' | 'failed' | 'ended',
    name: scenario.name,
    startedAt: new Date(startedAt).toISOString(),
    ...(result !== undefined && { seconds: result.seconds }),
    ...(why !== undefined && { why: told(why) }),
    steps: steps.map(({ step, depth, rounds, last }) => ({
      ...{ line: step.line, step: step.shown, depth, rounds },
      ...(last !== undefined && {
        ok: last.failure === undefined,
        ms: Math.round(last.seconds * 1000),
        ...(last.failure !== undefined && { why: told(last.failure.reason) }),
      }),
    })),
    traffic: [...trafficOf(play)],
  };
}
