/** What is said of objects that cannot be read, by commands that go on without them. */

import type { ApiError } from '../../model/errors.ts';
import { printable } from '../../report/sanitize.ts';
import type { Invocation } from '../invocation.ts';

/** Each once, however many times a watch looks. */
export function warnOnce({ output }: Pick<Invocation, 'output'>): (what: string, error: ApiError) => void {
  const said = new Set<string>();
  return (what, error) => {
    const warning = printable(`CQ524 ${what} cannot be read: ${error.message}`);
    if (said.has(warning)) return;
    said.add(warning);
    output.log('warning', warning);
  };
}
