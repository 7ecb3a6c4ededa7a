/** What `get` lists, as JSON: the PBX's own objects. */

import type { Listing } from './list-text.ts';

export function renderListJson({ count, items }: Listing): string {
  return `${JSON.stringify({ format_version: '1.0', count, items }, null, 2)}\n`;
}
