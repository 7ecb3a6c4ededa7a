import { describe, expect, test } from 'vitest';
import { renderFailure } from '../../../src/cli/run/failure-text.ts';
import {
  AbortedError,
  ApiError,
  ConfigError,
  EnvironmentError,
  GateError,
  LockError,
  StateError,
  UsageError,
} from '../../../src/model/errors.ts';
import { describeHeldLock } from '../../../src/state/lock-messages.ts';

const CIRCUMSTANCES = {
  args: ['plan', '--var', 'pin=1234', '--var=key=abcd'],
  version: '0.1.0',
  style: { color: false, width: 90 },
};
const render = (error: unknown) => renderFailure(error, CIRCUMSTANCES);
const details = { code: 'CQ600', hint: 'do this' } as const;
const holder = { id: 'L1', who: 'ann@desk', operation: 'apply', since: '2026-11-23T12:00:00Z' };
const failure = {
  method: 'POST',
  path: '/api/call_queues',
  status: 409,
  errors: [{ code: 'TAKEN', message: 'number \u001b[2Jtaken' }],
  attempts: 1,
  unclear: false,
};

describe('what ended a command', () => {
  test.each([
    [new ConfigError([{ severity: 'error', code: 'CQ203', summary: 'wrong' }]), 1],
    [new ApiError('refused', failure, details), 1],
    [new StateError('broken', details), 1],
    [new EnvironmentError('no file', details), 1],
    [new GateError('no', details), 3],
    [new LockError('held', holder, details), 3],
    [new UsageError('what?'), 64],
    [new AbortedError(), 130],
    [new TypeError('x is not a function'), 70],
    ['a string', 70],
  ])('%s exits %i', (error, exitCode) => {
    expect(render(error).exitCode).toBe(exitCode);
  });

  test('the words of the PBX cannot move the cursor', () => {
    const { text } = render(new ApiError('409 (TAKEN: number \u001b[2Jtaken)', failure, { code: 'CQ501' }));
    expect(text).toBe('error CQ501: 409 (TAKEN: number \\x1b[2Jtaken)\n');
  });

  test('a lock that somebody holds is printed with its id', () => {
    expect(render(describeHeldLock(holder)).text).toMatch(
      /^error CQ610: .* by ann@desk since 2026-11-23T12:00:00Z, for apply\n {2}lock id L1\n/,
    );
  });

  test('a bug is told with stack, versions and command, but no values of variables', () => {
    const { text } = render(new TypeError('x is not a function'));
    expect(text).toContain('error CQ900: this is a bug of cqctl');
    expect(text).toMatch(/^ +at /m);
    expect(text).toContain(`cqctl 0.1.0, node ${process.version}`);
    expect(text).toContain('command: cqctl plan --var pin=… --var=key=…');
  });
});
