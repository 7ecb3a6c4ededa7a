/** Keys for what is exported: made from names, unique, the same for the same names in the same order. */

const MAX_LENGTH = 64;

/** Lower case letters, digits and single hyphens; empty when the name has none of them. */
export function slugify(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
}

/**
 * A key that is not in `taken`, which it is then added to; a number is put behind a name that is taken. The fallback, for
 * a name of no letter and no digit, has to have one.
 */
export function claimKey(name: string, fallback: string, taken: Set<string>): string {
  const base = slugify(name) || slugify(fallback);
  let key = base;
  for (let count = 2; taken.has(key); count++) {
    const suffix = `-${count}`;
    key = `${base.slice(0, MAX_LENGTH - suffix.length).replace(/-+$/, '')}${suffix}`;
  }
  taken.add(key);
  return key;
}
