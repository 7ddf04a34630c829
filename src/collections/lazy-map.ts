/**
 * A Map that takes no memory while it is empty, as it is most of the time in an idle module. The few methods of a
 * Map that are wanted, in its order.
 */
export class LazyMap<K, V> {
  #map: Map<K, V> | undefined;

  get size(): number {
    return this.#map?.size ?? 0;
  }

  get(key: K): V | undefined {
    return this.#map?.get(key);
  }

  has(key: K): boolean {
    return this.#map?.has(key) ?? false;
  }

  set(key: K, value: V): void {
    this.#map ??= new Map();
    this.#map.set(key, value);
  }

  delete(key: K): void {
    if (this.#map?.delete(key) === true && this.#map.size === 0) this.#map = undefined;
  }

  clear(): void {
    this.#map = undefined;
  }

  keys(): Iterable<K> {
    return this.#map?.keys() ?? [];
  }

  values(): Iterable<V> {
    return this.#map?.values() ?? [];
  }
}

/** The same for a Set. */
export class LazySet<T> implements Iterable<T> {
  #set: Set<T> | undefined;

  get size(): number {
    return this.#set?.size ?? 0;
  }

  has(value: T): boolean {
    return this.#set?.has(value) ?? false;
  }

  add(value: T): void {
    this.#set ??= new Set();
    this.#set.add(value);
  }

  delete(value: T): void {
    if (this.#set?.delete(value) === true && this.#set.size === 0) this.#set = undefined;
  }

  clear(): void {
    this.#set = undefined;
  }

  *[Symbol.iterator](): Iterator<T> {
    if (this.#set !== undefined) yield* this.#set;
  }
}
