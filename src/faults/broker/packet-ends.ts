/** The two ends of a connection that packets are handed on to. */
export interface PacketEnds {
  toBroker(bytes: Uint8Array): void;
  toClient(bytes: Uint8Array): void;
  /** Closes the connection to both. */
  close(): void;
  /** Whether the client takes more now; `PacketFilter.ready` follows when it does not. */
  clientTakesMore(): boolean;
  /** Another client comes to the same broker with this CONNECT, and leaves after a while. */
  another(connect: Uint8Array, staysMs: number): void;
}
