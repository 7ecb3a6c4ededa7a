/** Addresses: what a resource is called in a project, `queue.support`. */

/** The name of a kind; `kinds/all-kinds.ts` has all of them. */
export type KindName = string;
export type Address = `${KindName}.${string}`;

export function formatAddress(kind: KindName, key: string): Address {
  return `${kind}.${key}`;
}
