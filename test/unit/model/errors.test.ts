import { expect, test } from 'vitest';
import { ApiError, isNotFound } from '../../../src/model/errors.ts';

const refusal = (status?: number): ApiError =>
  new ApiError(
    'refused',
    {
      method: 'GET',
      path: '/api/call_queues/q1',
      attempts: 1,
      unclear: false,
      ...(status === undefined ? {} : { status }),
    },
    { code: 'CQ501' },
  );

test('an object is not there for a PBX that answers 404 or 410, and for no other answer', () => {
  const found = [404, 410].filter((status) => isNotFound(refusal(status)));
  expect(found).toEqual([404, 410]);
  for (const status of [400, 401, 403, 409, 500, undefined]) expect(isNotFound(refusal(status))).toBe(false);
  expect(isNotFound(new Error('404'))).toBe(false);
});
