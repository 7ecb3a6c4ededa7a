import { createClient } from '../../api/client.ts';
import { QUEUE } from '../../kinds/queue.ts';
import { jsonText } from '../../report/json-text.ts';
import { printable } from '../../report/sanitize.ts';
import type { PrintedPickup } from '../../report/schemas/operations.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { openSubject } from '../project/subject.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { withConnection } from './connection.ts';
import { findQueueByName } from './queue-name.ts';

export async function runPickup(
  invocation: Invocation<'text' | 'json'>,
  queueName: string,
  session: string,
): Promise<ExitCode> {
  const subject = await openSubject(invocation);
  return withConnection(invocation, subject, async (connection) => {
    const client = createClient(connection.options);
    const queue = await findQueueByName(client, subject, queueName);
    await client.pickup(QUEUE, String(queue['id']), session);
    const number = String(queue['extension_number']);
    await emit(invocation, {
      text: () => `${printable(session)} of ${printable(number)}: picked up\n`,
      json: () => jsonText<PrintedPickup>({ format_version: '1.0', queue: number, session }),
    });
    return EXIT.done;
  });
}
