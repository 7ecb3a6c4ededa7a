import { readFileSync } from 'node:fs';

/** The version in package.json, which lies at the same distance from `src/cli` and from `dist/cli`. */
export function readVersion(): string {
  version ??= readPackage();
  return version;
}

/** Read once: an error has to be told also when no more files may be opened. */
let version: string | undefined;

function readPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
