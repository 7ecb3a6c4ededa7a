import type { PbxReader } from '../../api/calls.ts';
import { createReader } from '../../api/client.ts';
import type { ListQuery } from '../../api/list-query.ts';
import { QUEUE } from '../../kinds/queue.ts';
import { LIST_KINDS, OBJECT_KINDS } from '../../kinds/registry.ts';
import { UsageError } from '../../model/errors.ts';
import { jsonText } from '../../report/json-text.ts';
import { LIST_NOUNS, type Listing, QUEUE_NOUNS, renderList } from '../../report/list-text.ts';
import type { PrintedListing } from '../../report/schemas/operations.ts';
import type { Invocation } from '../invocation.ts';
import { emit, type Renderings } from '../output/emit.ts';
import { openSubject, type Subject } from '../project/subject.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { parseNumber } from '../settings.ts';
import { withConnection } from './connection.ts';
import { findQueueByName } from './queue-name.ts';
import { createWatch } from './watch.ts';

export interface GetOptions {
  filter?: string;
  search?: string;
  orderby?: string;
  top?: string;
  skip?: string;
  watch?: boolean;
}

const COUNT_RANGE = { least: 0, most: 2 ** 31 - 1, whole: true };

function readQuery(options: GetOptions): ListQuery {
  return {
    ...(options.filter === undefined ? {} : { filter: options.filter }),
    ...(options.search === undefined ? {} : { search: options.search }),
    ...(options.orderby === undefined ? {} : { orderby: options.orderby }),
    ...(options.top === undefined
      ? {}
      : { top: parseNumber(options.top, '--top', { ...COUNT_RANGE, least: 1 }) }),
    ...(options.skip === undefined ? {} : { skip: parseNumber(options.skip, '--skip', COUNT_RANGE) }),
  };
}

function readNoun(noun: string, queue: string | undefined, options: GetOptions): string {
  if (!LIST_NOUNS.includes(noun)) {
    throw new UsageError(`get cannot list ${JSON.stringify(noun)}`, {
      hint: `it lists: ${LIST_NOUNS.join(', ')}`,
    });
  }
  const isOfQueue = QUEUE_NOUNS.includes(noun);
  if (isOfQueue && queue === undefined) {
    throw new UsageError(`get ${noun} needs a queue`, { hint: `as in: cqctl get ${noun} support` });
  }
  if (!isOfQueue && queue !== undefined) {
    throw new UsageError(`get ${noun} takes no ${JSON.stringify(queue)}`, {
      hint: `as in: cqctl get ${noun} --search ${JSON.stringify(queue)}`,
    });
  }
  const query = Object.keys(readQuery(options))[0];
  if (isOfQueue && query !== undefined) {
    throw new UsageError(`get ${noun} takes no --${query}: the API lists them whole`);
  }
  return noun;
}

async function readListing(
  reader: PbxReader,
  subject: Subject,
  request: { noun: string; queue: string | undefined; query: ListQuery },
): Promise<Listing> {
  const { noun, queue, query } = request;
  const kind = OBJECT_KINDS.find(({ section }) => section === noun);
  if (kind !== undefined) return { noun, ...(await reader.select(kind, query)) };
  const id = String((await findQueueByName(reader, subject, queue ?? ''))['id']);
  const list = LIST_KINDS.find(({ section }) => section === noun);
  const items = list === undefined ? await reader.listWaiting(QUEUE, id) : await reader.listItems(list, id);
  return { noun, count: items.length, items };
}

export async function runGet(
  invocation: Invocation<'text' | 'json'>,
  what: string,
  queue: string | undefined,
  options: GetOptions,
): Promise<ExitCode> {
  const noun = readNoun(what, queue, options);
  const query = readQuery(options);
  const subject = await openSubject(invocation);
  return withConnection(invocation, subject, async (connection) => {
    const watching = options.watch === true ? createWatch(invocation, connection.options) : undefined;
    const reader = createReader(watching?.options ?? connection.options);
    const read = async (): Promise<Renderings<'json'>> => {
      const listing = await readListing(reader, subject, { noun, queue, query });
      const { count, items } = listing;
      return {
        text: (style) => renderList(listing, style),
        json: () => jsonText<PrintedListing>({ format_version: '1.0', count, items }),
      };
    };
    if (watching !== undefined) return watching.run(read);
    await emit(invocation, await read());
    return EXIT.done;
  });
}
