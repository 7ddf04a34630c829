/** What a namespace of the manufacturing NVS holds in PEM. */
export type Piece = 'ca' | 'cert' | 'key';

const NAMESPACE = /^(?:client|server|mqtt|https|wss|wpa2|wpa_ent)_(ca|cert|key)$/;

/** What the firmware looks for in a namespace; undefined where that is nothing in PEM. */
export function pieceIn(namespace: string): Piece | undefined {
  return NAMESPACE.exec(namespace)?.[1] as Piece | undefined;
}

/** The key of a set: `mqtt_ca` and `mqtt_ca.1`, which is our own [B-CERT-1], elsewhere `client_ca.0` and `client_ca.1`. */
export function keyOfSet(namespace: string, set: number): string {
  return set === 0 && namespace.startsWith('mqtt_') ? namespace : `${namespace}.${set}`;
}
