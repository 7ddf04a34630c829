export { ControlServer } from './control-server.ts';
export { ControlledRun } from './controlled-run.ts';
export { EventLog } from './events/event-log.ts';
export { EventRecorder } from './events/recorder.ts';
export { PAGE_FOLDER } from './page-folder.ts';
export { LiveRecording } from './recording/live-recording.ts';
export { controlToken } from './token.ts';
