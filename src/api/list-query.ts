/** What a list of the API can be asked, and a page of it. */

import type { JsonObject } from '../model/json.ts';

export interface ListQuery {
  filter?: string;
  search?: string;
  orderby?: string;
  /** 1 to 100. */
  top?: number;
  /** From 0. */
  skip?: number;
}

export interface Page {
  /** Of all that match, not of this page. */
  count: number;
  items: JsonObject[];
}
