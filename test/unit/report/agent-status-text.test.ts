import { expect, test } from 'vitest';
import { renderAgentStatus } from '../../../src/report/agent-status-text.ts';

test.each([
  ['BREAK', 'BREAK', 'BREAK'],
  ['LOGGED_IN', 'READY', 'READY'],
  ['BREAK', 'QUEUE_CALL', 'QUEUE_CALL, BREAK after the call'],
  ['LOGGED_IN', 'OTHER_CALL', 'OTHER_CALL, LOGGED_IN after the call'],
  ['READY', 'OFFLINE', 'OFFLINE; READY was asked for'],
  ['BREAK', 'odd\u001b', 'odd\\x1b; BREAK was asked for'],
])('%s was asked for and %j is shown: %s', (requested, status, said) => {
  expect(renderAgentStatus({ queue: '8000', agent: '2001', requested, status })).toBe(
    `2001 in 8000: ${said}\n`,
  );
});
