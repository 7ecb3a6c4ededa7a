import { describe, expect, test } from 'vitest';
import { isExcepted } from '../../../src/http/no-proxy.ts';

const excepted: [host: string, noProxy: string][] = [
  ['pbx.example.com', '*'],
  ['pbx.example.com', 'other, *'],
  ['pbx.example.com', 'pbx.example.com'],
  ['pbx.example.com', 'example.com'],
  ['pbx.example.com', '.example.com'],
  ['example.com', '.example.com'],
  ['pbx.example.com', '*.example.com'],
  ['pbx.example.com', 'example.com.'],
  ['pbx.example.com.', 'example.com'],
  ['PBX.example.com', 'EXAMPLE.com'],
  ['pbx.example.com', 'a.org,example.com'],
  ['pbx.example.com', 'a.org example.com'],
  ['pbx.example.com', ' a.org ,, example.com\tb.org '],
  ['pbx.example.com', 'example.com:8887'],
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7', '192.0.2.0/24'],
  ['192.0.2.7', '192.0.0.0/14'],
  ['192.0.2.7', '192.0.2.7/32'],
  ['192.0.2.7', '192.0.2.7/0'],
  ['192.0.2.7', '192.0.2.7:8887'],
  ['192.0.2.7', '192.0.2.0/24:8887'],
  ['[::1]', '::1'],
  ['[::1]', '[::1]'],
  ['[::1]', '0:0:0:0:0:0:0:1'],
  ['[::1]', '[::1]:8887'],
  ['[2001:db8::7]', '2001:db8::/32'],
  ['[2001:db8::7]', '[2001:db8::]/32'],
  ['[2001:db8::7]', '2001:DB8::7'],
];

const through: [host: string, noProxy: string][] = [
  ['pbx.example.com', ''],
  ['pbx.example.com', ' , '],
  ['pbx.example.com', '.'],
  ['nonexample.com', 'example.com'],
  ['nonexample.com', '.example.com'],
  ['example.com', 'pbx.example.com'],
  ['example.com.org', 'example.com'],
  ['pbx.example.com', '*.com.example'],
  ['pbx.example.com', 'example.com:443'],
  ['192.0.2.7', '192.0.2'],
  ['192.0.2.7', '2.7'],
  ['192.0.2.7', '.2.7'],
  ['192.0.2.7', '192.0.3.0/24'],
  ['192.0.2.7', '192.0.2.0/33'],
  ['192.0.2.7', '192.0.2.0/x'],
  ['192.0.2.7', '192.0.2.0/24/1'],
  ['192.0.2.7', '192.0.2.7:443'],
  ['192.0.2.7', '::/1'],
  ['[::1]', '1'],
  ['[::1]', ':1'],
  ['[::2]', '::1'],
  ['[::1]', '[::1]:443'],
  ['[2001:db9::7]', '2001:db8::/32'],
  ['[2001:db8::7]', '2001:db8::/129'],
];

describe('NO_PROXY, for port 8887', () => {
  test.each(excepted)('%s is excepted by %j', (host, noProxy) => {
    expect(isExcepted(host, 8887, noProxy)).toBe(true);
  });
  test.each(through)('%s is not excepted by %j', (host, noProxy) => {
    expect(isExcepted(host, 8887, noProxy)).toBe(false);
  });
});
