/** CQ300-CQ349: lint, warnings unless --strict. */

import type { CodeFacts } from './code.ts';

export const lintCodes = {
  CQ301: {
    title: 'A field that does nothing',
    help: 'Another field of the queue, as written or by its default, makes this one inert. Set the other one, or delete this one.',
  },
  CQ302: {
    title: 'A time that never comes',
    help: 'Callers wait `max_waiting_time` at most, then the no-answer rule takes them. A longer `ring_time`, `sla_time` or `callback_timeout` never runs out.',
  },
  CQ303: {
    title: 'Nobody there and nowhere to go',
    help: 'The queue has an empty list of agents and no rule that sends its callers on. If its agents are managed elsewhere, delete the key `agents`.',
  },
  CQ304: {
    title: 'Forwarding without a number',
    help: 'FORWARD_TO_NUMBER needs a `number`; without one the PBX refuses the rule or drops the call.',
  },
  CQ305: {
    title: 'Forwarding to itself',
    help: 'The rule sends the call to the queue that it comes from.',
  },
  CQ306: {
    title: 'Forwarding in a circle',
    help: 'Following the rules from queue to queue leads back to the first: a caller whom nobody answers goes round for ever.',
  },
  CQ307: {
    title: 'One skill group only',
    help: 'A skill strategy goes through the levels one by one. When all agents have the same, it works like the strategy without skills.',
  },
  CQ308: {
    title: 'An include that finds nothing',
    help: 'No file matches the pattern. What such files had before is not desired any more then, and the next plan destroys it. The path counts from the folder of the project file. Correct the pattern, or delete it.',
  },
  CQ309: {
    title: 'A queue among its own agents',
    help: 'The list of agents has the number of the queue that it is for, so the queue would ring itself. Mostly another number was meant.',
  },
  CQ310: {
    title: 'null does nothing',
    help: 'In an environment, `null` takes one field of the project away: a field of a queue, a server or of `defaults`, a setting, a variable. It takes no section, no queue or server, and nothing of `policy` and `lifecycle`. Anywhere else it counts as not written. Delete the line.',
  },
  CQ311: {
    title: 'A CQCTL_VAR_ that nothing uses',
    help: 'The project neither declares nor uses a variable of that name, so setting it does nothing: mostly it is spelt otherwise. It can also be meant for another project.',
  },
  CQ312: {
    title: 'A name with blanks at an end',
    help: 'The PBX may cut them off and then shows another name than the one that is written. Delete them.',
  },
  CQ313: {
    title: 'Two queues with one name',
    help: 'Agents and reports show the name, so nobody can tell the two apart. In YAML, `#` behind a blank begins a comment: `name: Support #1` is `Support`. Quote a name that has one: `name: "Support #1"`.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
