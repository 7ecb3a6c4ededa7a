/** CQ500-CQ599: talking to the PBX. */

import type { CodeFacts } from './code.ts';

export const apiCodes = {
  CQ590: {
    title: 'The embedded PBX cannot open its data file',
    help: 'The folder cannot be written to, the disk is full, or the file is not one that the embedded PBX made. Its path is the `target` of the project, or `serve --data`.',
  },
  CQ591: {
    title: "The embedded PBX's data file is of another version",
    help: 'It was written by a cqctl whose data files this one cannot read. Use that version, or move the file away to start with an empty PBX.',
  },
  CQ592: {
    title: 'The embedded PBX cannot listen',
    help: 'The port is in use, the address is not one of this machine, or the TLS key and certificate do not fit. Choose others.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
