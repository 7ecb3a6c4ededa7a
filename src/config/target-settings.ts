/** Which PBX a project is for, and how to reach it. */

import type { TlsFiles } from './tls-files.ts';

export type TargetSettings =
  | {
      kind: 'embedded';
      dataFile: string;
      /** Whether the file says so, rather than nothing. */
      written: boolean;
    }
  | ({ kind: 'url'; url: string } & TlsFiles);
