/** CQ400-CQ499: what a plan refuses or warns of. */

import type { CodeFacts } from './code.ts';

export const planCodes = {
  CQ401: {
    title: 'Protected from being destroyed',
    help: '`lifecycle.prevent_destroy` was set when the resource was last applied, and the plan would destroy or replace it. State remembers the protection, so deleting the block does not lift it: write `prevent_destroy: false`, apply, then delete.',
  },
  CQ402: {
    title: 'Too many destroys',
    help: 'The plan destroys or replaces more than `policy.max_destroys` allows. If that is meant, allow exactly that many with `--allow-destroys N`.',
  },
  CQ403: {
    title: 'Too many updates',
    help: 'The plan changes more than `policy.max_updates` allows. Raise it in the file, or apply in parts with `--target`.',
  },
  CQ404: {
    title: 'The number or name is taken',
    help: 'A resource that exists was given a number or name that another object on the PBX has, which this project does not manage. Choose another, or give the other object a key of its own so that it is adopted.',
  },
  CQ405: {
    title: "The PBX's own server",
    help: 'The INTERNAL server comes with the PBX: it cannot be destroyed, replaced or changed, except for `enabled`. Write its name and its address as the PBX has them.',
  },
  CQ406: {
    title: 'The state is of another PBX',
    help: 'State was last saved for another target. Objects are matched by id and natural key together, so nothing foreign is touched, but what is not found will be created. Use an environment for each PBX.',
  },
  CQ407: {
    title: 'All agents are removed',
    help: 'The file writes an empty agent list, which removes everybody from the queue. To leave the list alone, delete the key `agents`.',
  },
  CQ408: {
    title: 'A move that cannot be made',
    help: '`moved` names addresses of different kinds, both addresses are in the state already, or two of the state are moved to one.',
  },
  CQ410: {
    title: 'The saved plan is stale',
    help: 'Config, state or a live object that the plan touches changed since the plan was made. Nothing was done. Plan again, review, and apply that.',
  },
  CQ411: {
    title: 'Not a plan file',
    help: 'The file is not a plan that `cqctl plan --out` wrote, was written by a newer version, or was edited afterwards.',
  },
  CQ412: {
    title: 'Included by a dependency',
    help: '`--target` left out something that the targets need, so it was taken in.',
  },
  CQ413: {
    title: 'Bad for callers',
    help: 'By the dry run of `plan --scenario`, a queue would not keep what `policy.routing` demands once the plan is applied. Change the plan, or the policy if that is meant.',
  },
  CQ414: {
    title: 'Too many queues are changed',
    help: 'The plan changes more of the queues that exist than `policy.max_changed_queues` allows. Raise it in the file, or apply in parts with `--target`.',
  },
  CQ415: {
    title: 'The number belongs to something else',
    help: 'With `policy.check_numbers` the PBX is asked who has the number of a queue before it is created: extensions, ring groups, conference rooms and virtual receptionists share their numbers with queues. Choose a number that is free, or free this one in the portal.',
  },
  CQ416: {
    title: 'A field that the policy demands',
    help: '`policy.required_fields` lists fields that every server or queue has to write. Write it in the resource, or once under `defaults`.',
  },
  CQ417: {
    title: 'A name that the policy does not allow',
    help: '`policy.names` has a regular expression that the key, the name or the number has to match as a whole. Choose another, or change the policy.',
  },
  CQ418: {
    title: 'Protection ends',
    help: 'State remembers that the resource is protected, and the file now says `prevent_destroy: false`: once the plan is applied it can be destroyed or replaced. Delete that line if it is not meant; without it the protection goes on.',
  },
  CQ419: {
    title: 'What is excluded is needed',
    help: 'Of two changes that only make sense together, `--exclude` leaves one out: the queue that frees a number another one takes, a circle of queues that exchange theirs, the agents of a queue that is replaced. Exclude both, or neither.',
  },
  CQ420: {
    title: 'The PBX did not keep a value',
    help: 'After a change the object was read back for some seconds, and a field still did not have the value that was sent. The message names the field, what was sent and what is there. The PBX may be of a version that does not know the field or the value.',
  },
  CQ421: {
    title: 'Callers are waiting',
    help: 'A queue with callers waiting is not destroyed or replaced. Wait until it is empty with `--drain SECONDS`, or drop the callers with `--force`.',
  },
  CQ422: {
    title: 'Changed meanwhile',
    help: 'Right before a change the object was read again, and a field that the plan changes no longer had the value that the plan was made with. It was left as it is: plan again.',
  },
  CQ423: {
    title: 'Another field changed with the update',
    help: 'An update sends every field that the PBX reported; all the same, a field that was not meant to change shows another value afterwards. Look at it in the portal, and report it: the PBX may be of a version with other rules.',
  },
  CQ424: {
    title: 'Still there after it was destroyed',
    help: 'The PBX accepted that an object is destroyed, and some seconds later still shows it. State keeps it, and what needs its number or name was not begun. Look at it in the portal, then plan again.',
  },
  CQ425: {
    title: 'Gone and not made anew',
    help: 'To replace an object cqctl destroys the old one and then creates the new one, and the second half failed, for the reason told beside this. Callers of that number reach nothing until it is made: mend the reason and apply again.',
  },
  CQ426: {
    title: 'Not ours to replace',
    help: 'A server of that name exists on the PBX, no state knows it as the project’s, and it differs in a value that the API cannot change: to have it otherwise it would have to be destroyed. Write the value that it has and apply, which takes it under management; then change it. Or use another name.',
  },
  CQ427: {
    title: 'An emptied file',
    help: 'State remembers which file each queue and server was written in. That file, or its section, has nothing in it now, mostly because all its lines are comments, and the plan would destroy or replace what it held. Write the contents again. If the destruction is meant, allow exactly that many with `--allow-destroys N`.',
  },
  CQ430: {
    title: 'The PBX is gone',
    help: 'Five steps in a row could not reach the PBX at all, each after several attempts: no answer came, or a gateway answered that it got none. No more steps were begun; those that ran were finished. Nothing is lost: see to the PBX or the way to it, then apply again.',
  },
  CQ431: {
    title: 'The credentials ran out during the run',
    help: 'The PBX refused the token, and a fresh one did not help or could not be had, so no more steps were begun. Renew the token and apply again. With `CQCTL_TOKEN_FILE` a token that was replaced during the run is read again; with `CQCTL_USERNAME` and `CQCTL_PASSWORD` cqctl signs in again by itself.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
