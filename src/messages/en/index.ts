import { app } from './app.ts';
import { at } from './at.ts';
import { broker } from './broker.ts';
import { browser } from './browser.ts';
import { certificates } from './certificates.ts';
import { cli } from './cli.ts';
import { clock } from './clock.ts';
import { codeAdvice } from './code-advice.ts';
import { codeMeaning } from './code-meaning.ts';
import { codes } from './codes.ts';
import { commandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { compare } from './compare.ts';
import { compat } from './compat.ts';
import { compatAdvice } from './compat-advice.ts';
import { config } from './config.ts';
import { control } from './control.ts';
import { controlAction } from './control-action.ts';
import { ctl } from './ctl.ts';
import { doctor } from './doctor.ts';
import { errors } from './errors.ts';
import { escaping } from './escaping.ts';
import { expect } from './expect.ts';
import { explain } from './explain.ts';
import { faultAbout } from './fault-about.ts';
import { faultHostSees } from './fault-host-sees.ts';
import { faults } from './faults.ts';
import { files } from './files.ts';
import { firmware } from './firmware.ts';
import { firmwareChanges } from './firmware-changes.ts';
import { flash } from './flash.ts';
import { foreignProtocol } from './foreign-protocol.ts';
import { latency } from './latency.ts';
import { link } from './link.ts';
import { metrics } from './metrics.ts';
import { mqtt } from './mqtt.ts';
import { net } from './net.ts';
import { nvs } from './nvs.ts';
import { pcap } from './pcap.ts';
import { pki } from './pki.ts';
import { platform } from './platform.ts';
import { ports } from './ports.ts';
import { recording } from './recording.ts';
import { scenario } from './scenario.ts';
import { settings } from './settings.ts';
import { swarm } from './swarm.ts';
import { systemd } from './systemd.ts';
import { testing } from './testing.ts';
import { trace } from './trace.ts';
import { transport } from './transport.ts';
import { wifi } from './wifi.ts';

/** The English catalogue. One module an area; every other language has the type of this one. */
export const en = {
  app,
  at,
  broker,
  browser,
  certificates,
  cli,
  clock,
  codeAdvice,
  codeMeaning,
  codes,
  commandLine,
  commands,
  compare,
  compat,
  compatAdvice,
  config,
  control,
  controlAction,
  ctl,
  doctor,
  errors,
  escaping,
  expect,
  explain,
  faultAbout,
  faultHostSees,
  faults,
  files,
  firmware,
  firmwareChanges,
  flash,
  foreignProtocol,
  latency,
  link,
  metrics,
  mqtt,
  net,
  nvs,
  pcap,
  pki,
  platform,
  ports,
  recording,
  scenario,
  settings,
  swarm,
  systemd,
  testing,
  trace,
  transport,
  wifi,
};
