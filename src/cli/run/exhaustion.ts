/**
 * What the machine ran out of. It is met anywhere, also while a module is loaded, so it is told where everything that was
 * thrown arrives; this file needs nothing that would have to be loaded then.
 */

import { EnvironmentError } from '../../model/errors.ts';

const FILES = new Set(['EMFILE', 'ENFILE']);
const MEMORY = new Set([
  'ENOMEM',
  'ERR_MEMORY_ALLOCATION_FAILED',
  'ERR_WORKER_OUT_OF_MEMORY',
  'ERR_WORKER_INIT_FAILED',
]);
const MAX_CAUSES = 10;
/** A run with all that it loads has half as many open. */
const FEW_FILES = 256;
const PROBE_BYTES = 64 * 1024 * 1024;

/** No types of the library that is compiled against have it. */
declare const WebAssembly: { Memory: new (descriptor: { initial: number }) => unknown };

/** Undefined for everything else. */
export function describeExhaustion(error: unknown): EnvironmentError | undefined {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++, cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (FILES.has(code) || (code === 'ERR_MODULE_NOT_FOUND' && mayOpenFew())) {
      return new EnvironmentError('this process may open too few files', {
        code: 'CQ918',
        cause: error,
        hint: 'allow more: ulimit -n 1024',
      });
    }
    if (MEMORY.has(code) || (cause instanceof RangeError && !canAllocate())) {
      return new EnvironmentError('this process may use too little memory', {
        code: 'CQ919',
        cause: error,
        hint: 'allow more: ulimit -v unlimited, or a larger limit of the container',
      });
    }
  }
  return undefined;
}

/** Node does not say why it found no module: then the limit has to. */
function mayOpenFew(): boolean {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: unknown } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' && soft < FEW_FILES;
}

/** The engine throws a RangeError without a code, as it does for much else; so it is asked again for what it may have lacked. */
function canAllocate(): boolean {
  try {
    new WebAssembly.Memory({ initial: 1 });
    return new ArrayBuffer(PROBE_BYTES).byteLength > 0;
  } catch {
    return false;
  }
}
