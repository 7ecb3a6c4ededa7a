/** What `get` lists, as JSON: the PBX's own objects. */

import { jsonText } from './json-text.ts';
import type { Listing } from './list-text.ts';
import type { PrintedListing } from './schemas/operations.ts';

export function renderListJson({ count, items }: Listing): string {
  return jsonText<PrintedListing>({ format_version: '1.0', count, items });
}
