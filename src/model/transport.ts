/**
 * One request and its answer, without saying how they travel: over HTTP, or to the embedded PBX in this process.
 * A transport throws only when no whole answer came.
 */

export interface WireRequest {
  method: 'GET' | 'POST';
  /** With the query, beginning with a slash. */
  path: string;
  headers: { readonly [name: string]: string };
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

export interface WireResponse {
  status: number;
  /** Names in lower case. */
  headers: { readonly [name: string]: string };
  body: Uint8Array;
}

/** Far more than any answer of the API; bounds the memory that a broken PBX can make us use. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export interface Transport {
  /** True when it gives every request up in time by itself; otherwise the caller has to. */
  readonly keepsTime?: boolean;
  send(request: WireRequest): Promise<WireResponse>;
  close(): Promise<void>;
}

/** No whole answer came. `sent` is false when it is certain that the request never reached the PBX. */
export class TransportError extends Error {
  readonly sent: boolean;

  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'TransportError';
    this.sent = sent;
  }
}
