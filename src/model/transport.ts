/**
 * One request and its answer, without saying how they travel: over HTTP, or to the embedded PBX in this process.
 * A transport throws only when no whole answer came.
 */

export interface WireRequest {
  /** In capitals. */
  method: string;
  /** With the query, beginning with a slash. */
  path: string;
  headers: { readonly [name: string]: string };
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** MAX_ANSWER_BYTES where nothing is said; a longer answer is an error. */
  maxAnswerBytes?: number;
}

/** What a client shows of itself in TLS; both in PEM. */
export interface ClientCertificate {
  certificate: string;
  key: string;
}

export interface WireResponse {
  status: number;
  /** Names in lower case. */
  headers: { readonly [name: string]: string };
  body: Uint8Array;
}

/** Far more than any answer of the API; bounds the memory that a broken PBX can use up. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export interface Transport {
  /** True if the transport enforces time limits itself; otherwise the caller has to. */
  readonly keepsTime?: boolean;
  /** The proxy that requests take, as part of a sentence. It may answer in the place of the PBX. */
  readonly via?: string;
  send(request: WireRequest): Promise<WireResponse>;
  close(): Promise<void>;
}

/** No whole answer came. `sent` is false when it is certain that the request never reached the other side. */
export class TransportError extends Error {
  readonly sent: boolean;

  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'TransportError';
    this.sent = sent;
  }
}
