/** What an agent's status in a queue is shown as: calls first, then whether the phone is there at all, then what was set. */

import type { Status } from '../../engine/config.ts';
import type { AgentView } from '../../engine/view.ts';

export function shownStatus(set: Status, agent: AgentView, queue: number): string {
  const { activity, onShift } = agent;
  // A call is the agent's in all queues, but for those that the agent has left.
  if (activity === 'queue_call' && (agent.queue === queue || set !== 'LOGGED_OUT')) return 'QUEUE_CALL';
  if (activity === 'other_call' && set !== 'LOGGED_OUT') return 'OTHER_CALL';
  if (!onShift) return 'OFFLINE';
  return activity === 'wrap_up' && set === 'READY' ? 'WRAP_UP' : set;
}
