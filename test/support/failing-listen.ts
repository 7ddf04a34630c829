import { Server } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** Until the end of the test no server can listen, and the system says why. */
export function failListening(code: string): void {
  const listen = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
    queueMicrotask(() => this.emit('error', Object.assign(new Error(`listen ${code}`), { code })));
    return this;
  });
  onTestFinished(() => listen.mockRestore());
}

/** The servers that begin to listen until the end of the test. */
export function listeningServers(): readonly Server[] {
  const listen = vi.spyOn(Server.prototype, 'listen');
  onTestFinished(() => listen.mockRestore());
  return listen.mock.contexts as Server[];
}
