import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process of a group still runs. Dead ones that nobody has asked how they ended do not count on Linux. */
export function groupRuns(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || hasLivingMember(group);
}

/** Looks through /proc, because an init that does not reap, as in many containers, leaves the dead there for good. */
function hasLivingMember(group: number): boolean {
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    let stat: string;
    try {
      stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
    } catch {
      return false;
    }
    // "pid (name) state ppid pgrp …", and the name may hold anything: proc_pid_stat(5).
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(pgrp) === group && state !== 'Z' && state !== 'X';
  });
}
