/** Secrets are compared by their hashes, in a time that does not depend on where they differ. */

import { createHash, timingSafeEqual } from 'node:crypto';

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function isSameSecret(given: string, kept: string): boolean {
  return timingSafeEqual(hashSecret(given), hashSecret(kept));
}
