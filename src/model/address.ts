/** Addresses: what a resource is called in a project, `queue.support`. */

export const KIND_NAMES = ['server', 'queue', 'agents'] as const;
export type Kind = (typeof KIND_NAMES)[number];
export type Address = `${Kind}.${string}`;

/** With its article, as in "a queue cannot become agents". */
export function describeKind(kind: Kind): string {
  return kind === 'agents' ? kind : `a ${kind}`;
}

export function formatAddress(kind: Kind, key: string): Address {
  return `${kind}.${key}`;
}

/** The parts of an address; undefined when the text is none. A key may itself hold dots. */
export function parseAddress(text: string): { kind: Kind; key: string } | undefined {
  const dot = text.indexOf('.');
  const kind = KIND_NAMES.find((name) => name === text.slice(0, dot));
  const key = text.slice(dot + 1);
  return kind === undefined || key === '' ? undefined : { kind, key };
}
