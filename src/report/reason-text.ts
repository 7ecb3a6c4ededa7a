/** Why a change is what it is, in words; of no code's concern, which asks for the type of the reason. */

import type { Change, Reason } from '../model/plan.ts';

export function reasonText({ reason }: Pick<Change, 'reason'>): string | null {
  return reason === null ? null : wordsOf(reason);
}

function wordsOf(reason: Reason): string {
  switch (reason.type) {
    case 'cannot_update':
      return `the PBX cannot update ${reason.fields.join(', ')}`;
    case 'parent_replaced':
      return `${reason.parent} is replaced`;
    case 'object_adopted':
      return `${reason.title} ${reason.key} exists on the PBX and is taken under management`;
    case 'list_adopted':
      return 'the agents on the PBX are taken under management';
    case 'moved':
      return `moved from ${reason.from}`;
    case 'deleted_on_pbx':
      return 'it was deleted on the PBX';
    case 'destroy_requested':
      return 'destroy was asked for';
    case 'not_in_files':
      return 'no file names it any more';
    case 'unmanaged_destroyed':
      return 'no file names it, and policy.unmanaged is destroy';
    case 'drifted_away':
      return `the ${reason.title} was deleted on the PBX`;
    case 'drifted_to_another':
      return `the ${reason.title} was deleted on the PBX and made again`;
  }
}
