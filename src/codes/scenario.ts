/** CQ370-CQ399: what is wrong in a scenario, beyond its form. */

import type { CodeFacts } from './code.ts';

export const scenarioCodes = {
  CQ370: {
    title: 'A time that cannot be',
    help: 'The times of a scenario have to make sense together: a shift ends after it begins, an interval and a mean are above zero, a date is in the calendar.',
  },
  CQ371: {
    title: 'A time of day without a start',
    help: 'Times of day need to know what time it is when the scenario begins: write `start`.',
  },
  CQ372: {
    title: 'Two calls with one id',
    help: 'Expectations and traces name calls by their id.',
  },
  CQ373: {
    title: 'After the end',
    help: 'Arrivals stop at `duration`, and figures are taken from `warm_up` to then.',
  },
  CQ374: {
    title: 'No event',
    help: 'An event sets a status of an agent, or gives the agent another call.',
  },
  CQ375: {
    title: 'Not an expectation',
    help: 'An expectation is of a call (`outcome`, `by`, `wait`, `queue`), of a queue (`metric`, `within`, `value`) or of an agent (`metric`, `value`).',
  },
  CQ376: {
    title: 'Not a table of calls',
    help: 'A CSV with the header `at,queue,from,talk,patience`, of which `at` has to be there. Times are seconds or durations; `at` can be a date and time.',
  },
  CQ377: {
    title: 'No such queue',
    help: 'Scenarios name queues of the config by key or by extension number.',
  },
  CQ378: {
    title: 'No such agent',
    help: 'The extension number is in no agent list of the config that is run. What the scenario says of the agent changes nothing; an expectation of the agent is an error.',
  },
  CQ379: {
    title: 'A wrap-up that is not used',
    help: 'With `agent_auto_ready` agents are ready at once after a call. The reading `wrap_up_with_auto_ready: timed` has them wrap up all the same.',
  },
  CQ380: {
    title: 'Calls that go round in a circle',
    help: 'Forward rules send calls from queue to queue and back. A call makes at most 16 hops and is then ended as timed out.',
  },
  CQ381: {
    title: 'Calls that never ended',
    help: 'They were still inside a day after the last arrival, for instance callbacks that nobody takes; they count as offered and have no outcome.',
  },
  CQ382: {
    title: 'One thing only',
    help: 'The keys of this map are ways to say the same thing; it takes one of them.',
  },
  CQ383: {
    title: 'An expectation that is not met',
    help: 'A routing test expects something else of a call or a figure than the dry run gives. The report says what came of it; of a call `cqctl simulate --trace` tells the whole story.',
  },
  CQ384: {
    title: 'More calls than are played',
    help: 'A stream of a scenario has more than a hundred million calls, which would take minutes and more memory than there may be. Often the unit of `rate` is not the one that was meant.',
  },
  CQ385: {
    title: 'Unknown polling strategy',
    help: 'A queue on the PBX has a strategy that this version of cqctl does not know, so the dry run cannot tell whom it rings. Use a newer cqctl, or run the scenario with `--on config`.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
