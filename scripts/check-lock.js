/** Fails where package-lock.json would let something unchecked be installed; part of `npm run check`. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLockFaults } from './lock-faults.js';

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const faults = findLockFaults(read('package-lock.json'), read('package.json'));
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
if (faults.length > 0) {
  console.error('The true integrity is in the registry: npm view NAME@VERSION dist.integrity');
  process.exitCode = 1;
}
