import type { Language } from '#messages/language';

/** What modules do when no scenario is given. */
export const DEFAULT_SCENARIO = `# What each module of a swarm is told, in YAML. Placeholders, filled in for each module and each line:
#   {id} swarm-SEED-N          {n} number of the module, from 0
#   {seq} number of the round, from 1      {time} milliseconds since 1970
#   {random:LENGTH} letters and digits     {host} {port} {scheme} {path} {username} {password} of --broker
#   {topic} {payload} {qos} as below       {length} bytes of a step's data

# Once, in this order. A step that fails is counted and tried again after 10 seconds.
steps:
  - ATE0
  - AT+SYSLOG=1      # so that failures tell their codes
  - AT+MQTTUSERCFG=0,{scheme},"{id}","{username}","{password}",0,0,"{path}"
  - AT+MQTTCONNCFG=0,120,0,"","",0,0
  - at: AT+MQTTCONN=0,"{host}",{port},1
    expect: +MQTTCONNECTED  # what comes besides the end of the answer; nothing unless given
    timeout: 30s

swarm:
  # Each of these four gives way to the option of the same name.
  topic: swarm/{id}
  payload: "{seq} {time} {random:16}"
  qos: 1
  ramp: 200          # modules switched on a second

  # Each module subscribes to its topic after its steps, and measures how long its publishes take to come back.
  roundTrip: true

  # Then, again and again.
  loop:
    rate: 0.1        # rounds a second, for each module; 0: none
    jitter: 20       # percent by which a round, and a module's switching on, may come earlier or later
    steps:
      - AT+MQTTPUB=0,"{topic}","{payload}",{qos},0
      # A payload that fits into no line:
      # - at: AT+MQTTPUBRAW=0,"{topic}",{length},{qos},0
      #   data: "{payload}"
`;

/** What stands behind a #, unless it is YAML that is left out. */
const COMMENT = /^(.*?#\s+)(?!- |\s*data:)(.+)$/gm;

/** The same with its comments in a language, as `--print-scenario` prints it. */
export function printedScenario({ describe }: Pick<Language, 'describe'>): string {
  return DEFAULT_SCENARIO.replaceAll(COMMENT, (_, before: string, text: string) => before + describe(text));
}
