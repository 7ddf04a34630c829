import { checkPlayable } from '#scenario/check-playable';
import { type PlayOptions, type PlayResult, playScenario } from '#scenario/play/play-scenario';
import { parseScenario } from '#scenario/read/read-scenario';
import { systemClock } from '#time/clock';

const OPTIONS: PlayOptions = { against: undefined, plays: 'host', brokerAt: undefined, seed: undefined };

/** How a scenario came out: `undefined`, or the line and the reason of the step that failed. */
export async function outcomeOf(
  text: string,
  options: Partial<PlayOptions> = {},
): Promise<string | undefined> {
  const { failed } = await played(text, options);
  return failed === undefined ? undefined : `${failed.step.line}: ${failed.failure.message}`;
}

/** Plays the text of a scenario. */
export async function played(
  text: string,
  given: Partial<PlayOptions> = {},
  waiting: (where: string) => void = () => {},
): Promise<PlayResult> {
  const options = { ...OPTIONS, ...given };
  const { scenario } = checkPlayable(parseScenario(text, 's.yaml'), options, false);
  return playScenario(scenario, options, { fault() {}, waiting, over() {} }, systemClock);
}
