/**
 * What a lock file lacks for an install to be checked: an integrity for every package of every platform, an entry for each
 * optional package that another one names, and no address but the registry's.
 */

const REGISTRY = 'https://registry.npmjs.org/';
const STRONG = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** `lock` and `manifest`: package-lock.json and package.json as they are parsed. */
export function findLockFaults(lock, manifest) {
  const { '': root, ...packages } = lock.packages ?? {};
  const faults = [];
  if (lock.lockfileVersion !== 3) faults.push('the lock file is not of version 3');
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const [locked, declared] = [root?.[section] ?? {}, manifest[section] ?? {}];
    for (const name of new Set([...Object.keys(locked), ...Object.keys(declared)])) {
      if (locked[name] !== declared[name]) faults.push(`${section}: ${name} is not what package.json says`);
    }
  }
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.link === true) faults.push(`${path} is a link to a folder`);
    else if (!STRONG.test(entry.integrity ?? '')) faults.push(`${path} has no integrity in SHA-512`);
    if (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY)) {
      faults.push(`${path} comes from ${entry.resolved}, not from the registry`);
    }
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = findEntry(packages, path, name);
      if (found === undefined) faults.push(`${name}, which ${path} has for some platform, has no entry`);
      else if (/^\d/.test(range) && found.version !== range) {
        faults.push(`${name} has an entry of ${found.version}, and ${path} wants ${range}`);
      }
    }
  }
  return faults;
}

/** As Node finds a package: beside the one that wants it, then further out. */
function findEntry(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const entry = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (entry !== undefined || folder === '') return entry;
  }
}
