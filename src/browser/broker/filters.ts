/** Whether a topic filter, which must be one, takes a topic: `filterTakes('garden/#', 'garden/door')` [MQTT-4.7]. */
export function filterTakes(filter: string, topic: string): boolean {
  // [MQTT-4.7.2-1]
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [at, level] of wanted.entries()) {
    // It takes the level above it, too [MQTT-4.7.1-2].
    if (level === '#') return true;
    if (at >= levels.length) return false;
    if (level !== '+' && level !== levels[at]) return false;
  }
  return wanted.length === levels.length;
}

/** Whether a filter is of a shared subscription, of which this broker knows nothing. */
export function isShared(filter: string): boolean {
  return filter.startsWith('$share/');
}
