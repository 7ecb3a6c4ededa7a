/** Everything that differs between kinds of resources. Other rooms iterate over the registry and name no kind. */

import type { KindName } from '../model/address.ts';
import type { JsonObject } from '../model/json.ts';
import type { Fields } from './field.ts';

interface KindFacts {
  /** Addresses begin with it. */
  readonly name: KindName;
  /** The key of a project under which resources of the kind are written; of a list, the key in its parent. */
  readonly section: string;
  readonly title: string;
  /** As in "a queue cannot become agents". */
  readonly withArticle: string;
  /** Of a list: the fields of one item. */
  readonly fields: Fields;
  /** The fields of a table of such objects, or of such items, in the order of its columns. */
  readonly columns: readonly string[];
  /** The field that tells two objects apart without an id. */
  readonly naturalKey: 'extension_number' | 'name';
  /**
   * The values that a create sends for unwritten fields of a resource with this key; they are not managed afterwards.
   */
  readonly createDefaults: (key: string) => JsonObject;
  /** Whether an object comes with the PBX: it is never destroyed or replaced, and only these fields of it can be changed. */
  readonly builtIn?: {
    /** The field by which it differs from the added ones, and its value in either. */
    readonly field: string;
    readonly value: string;
    readonly added: string;
    readonly changeable: readonly string[];
    /** What the one that comes with the embedded PBX was created from. */
    readonly created: JsonObject;
  };
  /** Of a create: one of these at least. */
  readonly needsOneOf?: readonly string[];
  /** Fields that hold a rule with the number of another object of the same kind. */
  readonly forwards: readonly string[];
  /** The PBX's name of the kind as the holder of a number; absent for a kind whose objects have no number. */
  readonly holderType?: string;
  /** Whether callers may wait in it. */
  readonly hasCallers: boolean;
  readonly api: {
    /** Below `/api/`; of a list, below its parent's object. */
    readonly path: string;
    /** The status of the answer to a create, where it is not 200. */
    readonly created?: 201;
    /** The fields that the list of all objects shows of each, besides the id; absent for all. */
    readonly listed?: readonly string[];
    /** Of a kind whose objects have a status. */
    readonly status?: {
      /** The numbers that it shows besides. */
      readonly figures: readonly string[];
      /** Of a kind whose objects run on those of another one. */
      readonly runsOn?: KindName;
    };
  };
}

/** Objects of the PBX. */
export interface ObjectKind extends KindFacts {
  readonly parent?: undefined;
  /** Whether an export writes its section also where it is empty, and with `--split` each object to a file of its own. */
  readonly hasOwnFiles?: true;
}

/** A list that belongs to an object of another kind: it has that object's id and natural key. */
export interface ListKind extends KindFacts {
  readonly parent: KindName;
  /** The key of a project under which lists with a name are written, which more than one object can use. */
  readonly sharedSection: string;
  readonly itemTitle: string;
  /** What the items are for. */
  readonly purpose: string;
}

export type Kind = ObjectKind | ListKind;
