/** What a connection to the PBX is opened with. */

import type { RetryNotice } from '../http/retry-policy.ts';
import type { ApiError } from '../model/errors.ts';
import type { Transport } from '../model/transport.ts';
import type { ReadLimits } from './list-context.ts';

export type Credentials =
  | { kind: 'none' }
  /** `reread`: the token as it is now where it is kept, which may be another one by then; undefined where nothing is. */
  | { kind: 'token'; token: string; reread?: () => string | undefined }
  | { kind: 'password'; username: string; password: string; domain?: string };

/** What the PBX has answered to a password. */
export interface Session {
  granted?: Granted | undefined;
  /** A refused password is never sent again. */
  refusal?: ApiError;
}

export interface Granted {
  accessToken: string;
  refreshToken: string | undefined;
  /** Of every request. */
  headers: { readonly [name: string]: string };
  /** Milliseconds since the epoch. */
  renewAt: number;
}

export interface ConnectionOptions {
  transport: Transport;
  credentials: Credentials;
  /** Connections with the same credentials and one session sign in once. Left out, a connection has its own. */
  session?: Session;
  /** Requests at once, at most. */
  parallelism: number;
  maxRps?: number;
  /** Of what the PBX may answer; far more than any PBX has by default. */
  limits?: ReadLimits;
  /** For one attempt, from sending to the last byte of the answer. */
  timeoutMs: number;
  /** Ends everything that runs or waits, at once. */
  signal?: AbortSignal;
  /** Ends what waits for another attempt, at once, and nothing that runs. */
  interrupt?: AbortSignal;
  onRetry?(notice: RetryNotice): void;
  /** From 0 to below 1. */
  random?: () => number;
  /** Rejects with an AbortedError when the signal fires. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since the epoch. */
  now?: () => number;
}
