/** A file while it is edited. */

import type { Document, Pair, YAMLMap } from 'yaml';

export interface Draft {
  /** As diagnostics name the file. */
  path: string;
  text: string;
  document: Document;
  root: YAMLMap;
  /** As the file has them, so that a diff shows what changed and nothing else. */
  lineEnd: string;
  /** Set by whatever writes a value. */
  isChanged: boolean;
  /** Of its big maps, by map. Pairs that were removed are not looked up again. */
  indexes: Map<YAMLMap, Map<string, Pair>>;
}

/** The top level of a file, or what an environment lays over it: the keys that lead there. */
export interface Layer {
  draft: Draft;
  path: readonly string[];
}
