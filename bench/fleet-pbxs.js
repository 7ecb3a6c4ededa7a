/** `node bench/fleet-pbxs.js FOLDER COUNT`: so many embedded PBXs over HTTP in one process; prints their addresses as JSON. */

import { join } from 'node:path';
import { openPbx } from '../dist/pbx/pbx.js';
import { servePbx } from '../dist/pbx/serve.js';
import { TOKEN } from './process.js';

const [folder, count] = process.argv.slice(2);
const served = await Promise.all(
  Array.from({ length: Number(count) }, async (_unused, index) =>
    servePbx(await openPbx({ dataFile: join(folder, `${index}.mdb`), token: TOKEN }), { port: 0 }),
  ),
);
console.log(JSON.stringify(served.map(({ url }) => url)));
