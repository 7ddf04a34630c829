/** Whether a topic filter matches a topic name, or equals it as another filter [MQTT-4.7]. */
export function matches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  const levels = filter.split('/');
  const names = topic.split('/');
  for (const [index, level] of levels.entries()) {
    if (level === '#') return true;
    if (index >= names.length || (level !== '+' && level !== names[index])) return false;
  }
  return levels.length === names.length;
}

/** A topic that a filter matches: itself, with something for its wildcards. */
export function topicOf(filter: string): string {
  return filter
    .split('/')
    .map((level) => (level === '+' || level === '#' ? 'any' : level))
    .join('/');
}
