export { ControlServer } from './control-server.ts';
export { ControlledRun } from './controlled-run.ts';
export { controlToken } from './token.ts';
