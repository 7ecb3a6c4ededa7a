/**
 * Properties run over the same values every time, so that a run says the same twice; `FC_SEED=random` or a number
 * explores others. A failure prints the seed all the same.
 */

import fc from 'fast-check';

const wanted = process.env['FC_SEED'] ?? '20261123';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
