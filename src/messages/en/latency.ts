/** What is said of the time that things take as on hardware. */
export const latency = {
  hostWentOn: ({
    command,
    answered,
    ms,
    latency,
    base,
    left,
    after,
  }: {
    command: string;
    answered: boolean;
    ms: number;
    latency: number;
    base: string;
    left: boolean;
    after: number;
  }) => {
    const took = answered ? `${command} took ${ms} ms` : `${command} had no answer after ${ms} ms`;
    const share = `${latency} ms of it latency${base === 'bench' ? '' : ` (latency: ${base})`}`;
    return `${took}, ${share}; the host ${left ? 'had gone' : 'went on'} after ${after} ms`;
  },
};
