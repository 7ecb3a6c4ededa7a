import type { QueueMember } from '../config.ts';

/**
 * SKILL_BASED_ROUTING_X: members by level, the best first; X chooses within the best that has a candidate. Members are
 * given by their place in the configured order, which they keep. A queue that does not route by skill has one level.
 */
export function groupByLevel(members: readonly QueueMember[], isHighFirst: boolean): number[][] {
  const byLevel = new Map<number, number[]>();
  members.forEach(({ level }, place) => {
    const peers = byLevel.get(level) ?? [];
    peers.push(place);
    byLevel.set(level, peers);
  });
  const levels = [...byLevel].sort(([a], [b]) => (isHighFirst ? b - a : a - b));
  return levels.map(([, places]) => places);
}
