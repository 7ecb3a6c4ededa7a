/** CHANGELOG.md at a release: a section a version, newest first, and "Unreleased" above them. */

const UNRELEASED = '## Unreleased\n';

/** Why `version` cannot be released; with `tag`, why what was released is not that tag. */
export function findReleaseFault(changelog, version, tag) {
  const isThere = changelog.includes(`\n## ${version} (`);
  if (tag !== undefined) {
    if (tag !== `v${version}`) return `the tag is ${tag}, and package.json has version ${version}`;
    return isThere ? undefined : `CHANGELOG.md has no section of ${version}`;
  }
  if (isThere) return `CHANGELOG.md has a section of ${version} already`;
  if (!changelog.includes(`\n${UNRELEASED}`)) return 'CHANGELOG.md has no section "Unreleased"';
  if (!/^\* /m.test(unreleasedOf(changelog))) return 'CHANGELOG.md says nothing under "Unreleased"';
  return undefined;
}

/** With what was unreleased under `version`, and nothing unreleased. */
export function releaseChangelog(changelog, version, date) {
  return changelog.replace(`\n${UNRELEASED}`, () => `\n${UNRELEASED}\n## ${version} (${date})\n`);
}

function unreleasedOf(changelog) {
  const after = changelog.slice(changelog.indexOf(`\n${UNRELEASED}`) + 1 + UNRELEASED.length);
  const end = after.search(/^## /m);
  return end === -1 ? after : after.slice(0, end);
}
