/** Lists of objects and of files are asked alike. */

import { jsonText } from './answer.ts';
import type { Core, Route } from './core.ts';
import { queryOf } from './core.ts';
import { parseListQuery } from './list-query.ts';
import type { ObjectTable } from './object-table.ts';

export function listRoute(path: string, { store }: Core, table: ObjectTable): Route {
  return {
    method: 'GET',
    path,
    handle: (context) => {
      const query = parseListQuery(queryOf(context), table.facts.lineFields);
      return jsonText(store.read(() => table.page(query)));
    },
  };
}
