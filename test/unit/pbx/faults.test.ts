/** Every fault does what it says, as a transport error in this process and on a real socket over HTTP. */

import { afterEach, describe, expect, it } from 'vitest';
import type { Transport } from '../../../src/model/transport.ts';
import { TransportError } from '../../../src/model/transport.ts';
import type { Fault, FaultRule } from '../../../src/pbx/faults.ts';
import { createFaults } from '../../../src/pbx/faults.ts';
import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { servePbx } from '../../../src/pbx/serve.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

const CREATE = { name: 'x', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT' };

interface Seen {
  status: number;
  text: string;
  headers: { readonly [name: string]: string };
}

interface Way {
  /** Throws when no whole answer comes. */
  post(path: string, body: unknown, signal?: AbortSignal): Promise<Seen>;
  count(): Promise<number>;
  close(): Promise<void>;
}

async function openInProcess(rules: FaultRule[]): Promise<Way> {
  const { pbx, send, close } = await openTestPbx({ faults: createFaults(rules) });
  const transport: Transport = createInProcessTransport(pbx);
  return {
    post: async (path, body, signal) => {
      const {
        status,
        headers,
        body: bytes,
      } = await transport
        .send({
          method: 'POST',
          path,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          ...(signal === undefined ? {} : { signal }),
        })
        .catch((error: unknown) => {
          expect(error).toBeInstanceOf(TransportError);
          expect((error as TransportError).sent).toBe(true);
          throw error;
        });
      return { status, headers, text: new TextDecoder().decode(bytes) };
    },
    count: async () => countOf(await send('GET', '/api/call_queues')),
    close,
  };
}

async function openOverHttp(rules: FaultRule[]): Promise<Way> {
  const { pbx, send, close } = await openTestPbx({ faults: createFaults(rules) });
  const served = await servePbx(pbx, { port: 0 });
  return {
    post: async (path, body, signal) => {
      const answer = await fetch(served.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: Object.fromEntries(answer.headers), text };
    },
    count: async () => countOf(await send('GET', '/api/call_queues')),
    close: async () => {
      await served.close();
      await close();
    },
  };
}

async function countOf(answer: Response): Promise<number> {
  return ((await answer.json()) as { count: number }).count;
}

describe.each([
  ['in this process', openInProcess],
  ['over HTTP', openOverHttp],
])('faults %s', (_title, open) => {
  let way: Way;
  afterEach(() => way.close());

  const openWith = async (fault: Fault): Promise<void> => {
    way = await open([{ fault, method: 'POST' }]);
  };
  const create = (signal?: AbortSignal): Promise<Seen> => way.post('/api/call_queues', CREATE, signal);

  it.each<[Fault, number]>([
    [{ type: 'cut', when: 'before' }, 0],
    [{ type: 'cut', when: 'after' }, 1],
    [{ type: 'cut_body' }, 1],
  ])('%j gives no answer', async (fault, made) => {
    await openWith(fault);
    await expect(create()).rejects.toThrow();
    expect(await way.count()).toBe(made);
    expect((await create()).status).toBe(made === 0 ? 200 : 409);
  });

  it.each<['before' | 'after', number]>([
    ['before', 0],
    ['after', 1],
  ])('a hang %s never answers, until the client gives up', async (when, made) => {
    await openWith({ type: 'hang', when });
    await expect(create(AbortSignal.timeout(150))).rejects.toThrow();
    expect(await way.count()).toBe(made);
  });

  it('a hang ends when the PBX closes', async () => {
    await openWith({ type: 'hang', when: 'before' });
    const hanging = expect(create()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await way.close();
    await hanging;
  });

  it.each<[Fault, number, number]>([
    [{ type: 'status', status: 503 }, 503, 0],
    [{ type: 'status', status: 500, when: 'before' }, 500, 0],
    [{ type: 'status', status: 504, when: 'after' }, 504, 1],
    [{ type: 'token_expired' }, 401, 0],
    [{ type: 'html', when: 'after' }, 200, 1],
    [{ type: 'slow', ms: 20 }, 200, 1],
  ])('%j answers %d', async (fault, status, made) => {
    await openWith(fault);
    expect((await create()).status).toBe(status);
    expect(await way.count()).toBe(made);
  });

  it('429 says when to try again', async () => {
    await openWith({ type: 'status', status: 429, retryAfterSeconds: 7 });
    const answer = await create();
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '7']);
    expect(JSON.parse(answer.text).errors[0].code).toBe('TOO_MANY_REQUESTS');
  });

  it('HTML is HTML', async () => {
    await openWith({ type: 'html', when: 'before' });
    const answer = await create();
    expect(answer.headers['content-type']).toBe('text/html');
    expect(answer.text).toContain('<html>');
  });
});

describe('fault rules', () => {
  it('count what they match, each for itself', () => {
    const fault: Fault = { type: 'token_expired' };
    const faults = createFaults([
      { fault, method: 'GET', path: /queues$/, nth: 2, times: 2 },
      { fault: { type: 'cut_body' }, nth: 5 },
    ]);
    const types = ['GET', 'POST', 'GET', 'GET', 'GET', 'GET'].map(
      (method) => faults.next(method, '/api/call_queues')?.type,
    );
    expect(types).toEqual([undefined, undefined, 'token_expired', 'token_expired', 'cut_body', undefined]);
    expect(faults.next('GET', '/api/files')).toBeUndefined();
    expect([faults.met, faults.seen.length]).toEqual([3, 7]);
    expect(faults.seen[1]).toEqual({ method: 'POST', path: '/api/call_queues' });
  });
});
