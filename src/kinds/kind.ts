/** Everything that tells one kind of resource from another. The rooms walk the registry and name no kind. */

import type { KindName } from '../model/address.ts';
import type { JsonObject } from '../model/json.ts';
import type { Fields } from './field.ts';

export interface Kind {
  /** Addresses begin with it. */
  readonly name: KindName;
  /** The key of a project under which resources of the kind are written; of a list, the key in its parent. */
  readonly section: string;
  readonly title: string;
  /** As in "a queue cannot become agents". */
  readonly withArticle: string;
  /** Of a list: the fields of one item. */
  readonly fields: Fields;
  /** The field that tells two objects apart without an id. */
  readonly naturalKey: 'extension_number' | 'name';
  /** Set for a list that belongs to an object of another kind: it has that object's id and natural key. */
  readonly parent?: KindName;
  /** What a create sends where the files write nothing, for a resource with this key; not managed afterwards. */
  readonly createDefaults: (key: string) => JsonObject;
  /** Whether an object comes with the PBX: it is never destroyed or replaced, and only these fields of it can be changed. */
  readonly builtIn?: {
    readonly isBuiltIn: (fields: JsonObject) => boolean;
    readonly changeable: readonly string[];
  };
  /** Fields that hold a rule with the number of another object of the same kind. */
  readonly forwards: readonly string[];
  /** What the PBX calls it where it tells who has a number; absent for a kind without numbers of their own. */
  readonly holderType?: string;
  /** Whether callers may wait in it. */
  readonly hasCallers: boolean;
  readonly api: {
    /** Below `/api/`; of a list, below its parent's object. */
    readonly path: string;
    /** Whether the list of all objects shows every field of each. */
    readonly isListedWhole: boolean;
    /** Of a kind whose objects have a status: the numbers that it shows besides. */
    readonly status?: { readonly figures: readonly string[] };
  };
}
