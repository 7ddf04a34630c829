/** A connection, as far as it is needed here; a socket of node:net has more. */
interface Connection {
  on(event: 'close' | 'error', run: () => void): unknown;
  destroy(): unknown;
}

/** A server of node:net, or of what builds on it. */
interface Server {
  once(event: 'error', run: (error: Error) => void): unknown;
  once(event: 'listening', run: () => void): unknown;
  off(event: 'error', run: (error: Error) => void): unknown;
  on(event: 'connection', run: (connection: Connection) => void): unknown;
  close(done: () => void): unknown;
}

/** Resolves once a server listens; rejects with the system's error when it cannot. @param listen lets it begin */
export function startListening(server: Pick<Server, 'once' | 'off'>, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    listen();
  });
}

/**
 * Watches a server's connections from now on, also those in the middle of a handshake.
 * @returns closes the server with all of them; harmless when repeated
 */
export function closerOf(server: Pick<Server, 'on' | 'close'>): () => Promise<void> {
  const connections = new Set<Connection>();
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    // A reset is one more way to go; `close` follows and tells it.
    connection.on('error', () => {});
  });
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
      for (const connection of connections) connection.destroy();
    });
    return closed;
  };
}
