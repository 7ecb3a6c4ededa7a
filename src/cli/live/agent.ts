import { createClient } from '../../api/client.ts';
import { AGENTS, SETTABLE_STATUSES } from '../../kinds/agents.ts';
import { EXTENSION_NUMBER, isExtensionNumber } from '../../kinds/extension-number.ts';
import { UsageError } from '../../model/errors.ts';
import { renderAgentStatus } from '../../report/agent-status-text.ts';
import { jsonText } from '../../report/json-text.ts';
import type { PrintedAgentChange } from '../../report/schemas/operations.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { openSubject } from '../project/subject.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { withConnection } from './connection.ts';
import { findQueueByName } from './queue-name.ts';

export async function runAgentSet(
  invocation: Invocation<'text' | 'json'>,
  queueName: string,
  agent: string,
  statusName: string,
): Promise<ExitCode> {
  const status = SETTABLE_STATUSES.find((name) => name === statusName.toUpperCase().replaceAll('-', '_'));
  if (status === undefined) {
    throw new UsageError(`an agent cannot be set to ${JSON.stringify(statusName)}`, {
      hint: `the statuses are: ${SETTABLE_STATUSES.join(', ')}`,
    });
  }
  if (!isExtensionNumber(agent)) {
    throw new UsageError(`${JSON.stringify(agent)} is no extension number`, {
      hint: `it has ${EXTENSION_NUMBER.patternTitle}`,
    });
  }
  const subject = await openSubject(invocation);
  return withConnection(invocation, subject, async (connection) => {
    const client = createClient(connection.options);
    const queue = await findQueueByName(client, subject, queueName);
    const id = String(queue['id']);
    await client.setItemStatus(AGENTS, id, agent, status);
    const report = {
      queue: String(queue['extension_number']),
      agent,
      requested: status,
      status: String((await client.getItem(AGENTS, id, agent))['status'] ?? status),
    };
    await emit(invocation, {
      text: () => renderAgentStatus(report),
      json: () => jsonText<PrintedAgentChange>({ format_version: '1.0', ...report }),
    });
    return EXIT.done;
  });
}
