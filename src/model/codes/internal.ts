/** CQ900-CQ999: usage, interruption, and our own bugs. */

import type { CodeFacts } from './code.ts';

export const internalCodes = {
  CQ900: {
    title: 'A bug of cqctl',
    help: 'Something happened that cqctl did not expect. Report it with the text that was printed; nothing secret is in it.',
  },
  CQ901: {
    title: 'Wrong usage',
    help: 'The command line is not one that cqctl knows. See `cqctl COMMAND --help`.',
  },
  CQ902: {
    title: 'Interrupted',
    help: 'The run was stopped by a signal. Steps that were running were finished and saved; run the same command again to go on.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
