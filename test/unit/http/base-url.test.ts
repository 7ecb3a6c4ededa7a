import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../../../src/http/base-url.ts';
import { EnvironmentError } from '../../../src/model/errors.ts';

describe('parseBaseUrl', () => {
  it.each([
    ['https://pbx.example.com:8887', 'https://pbx.example.com:8887', ''],
    ['https://pbx.example.com:8887/', 'https://pbx.example.com:8887', ''],
    ['  https://PBX.example.com:443/api/  ', 'https://pbx.example.com', ''],
    ['https://pbx.example.com/api', 'https://pbx.example.com', ''],
    ['https://gate.example.com/pbx-1/', 'https://gate.example.com', '/pbx-1'],
    ['https://gate.example.com/pbx-1/api', 'https://gate.example.com', '/pbx-1'],
    ['http://[::1]:8888', 'http://[::1]:8888', ''],
  ])('%s', (text, origin, prefix) => {
    expect(parseBaseUrl(text)).toMatchObject({ origin, prefix });
  });

  it.each([
    '',
    'pbx.example.com:8887',
    'ftp://pbx.example.com',
    'https://',
    'https://pbx.example.com/?a=1',
    'https://pbx.example.com/#top',
  ])('refuses %j', (text) => {
    expect(() => parseBaseUrl(text)).toThrow(EnvironmentError);
    expect(() => parseBaseUrl(text)).toThrow(expect.objectContaining({ code: 'CQ511' }));
  });

  it('refuses credentials without repeating them', () => {
    for (const text of ['https://root:hunter2@pbx.example.com', 'https://hunter2@pbx.example.com:x']) {
      let message = '';
      try {
        parseBaseUrl(text);
      } catch (error) {
        message = `${String(error)} ${(error as EnvironmentError).hint}`;
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('hunter2');
    }
  });

  it.each([
    ['http://localhost:8888', true],
    ['http://pbx.localhost', true],
    ['http://127.8.9.10', true],
    ['http://[::1]', true],
    ['http://192.0.2.1', false],
    ['http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', false],
  ])('%s is loopback: %s', (text, isLoopback) => {
    expect(parseBaseUrl(text).isLoopback).toBe(isLoopback);
  });
});
