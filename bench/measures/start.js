/** What starting costs: `cqctl --version` against node with an empty program. */

import { alternate, cqctl, timed } from '../process.js';

export async function measureStart() {
  const seconds = async (args) => (await timed(args)).seconds;
  for (let warm = 0; warm < 3; warm++) await seconds([cqctl, '--version']);
  const { node, version, help } = await alternate(15, {
    node: () => seconds(['-e', '0']),
    version: () => seconds([cqctl, '--version']),
    help: () => seconds([cqctl, 'plan', '--help']),
  });
  return [
    { name: 'cqctl --version / node -e 0', ratio: version / node, goal: 1.3 },
    { name: 'cqctl plan --help / node -e 0', ratio: help / node, goal: 3 },
  ];
}
