import { describe, expect, test } from 'vitest';
import { demandAllowedHost, destinationOf } from '../../../src/cli/access/allowed-hosts.ts';
import { GateError, UsageError } from '../../../src/model/errors.ts';

const ask = (list: string | undefined, address: string) => () =>
  demandAllowedHost(
    { env: list === undefined ? {} : { CQCTL_ALLOWED_HOSTS: list } },
    destinationOf('the PBX', address),
  );

describe('CQCTL_ALLOWED_HOSTS', () => {
  test.each([
    [undefined, 'https://anywhere.example'],
    ['pbx.example.com', 'https://pbx.example.com'],
    ['pbx.example.com', 'https://PBX.Example.com.:8887/path'],
    ['PBX.example.com.', 'https://pbx.example.com'],
    ['a.example, pbx.example.com', 'https://pbx.example.com'],
    ['*.example.com', 'https://pbx.example.com'],
    ['pbx-?.example.com', 'https://pbx-1.example.com'],
    ['pbx.example.com:8887', 'https://pbx.example.com:8887'],
    ['pbx.example.com:443', 'https://pbx.example.com'],
    ['pbx.example.com:80', 'http://pbx.example.com'],
    ['pbx.example.com:*', 'http://pbx.example.com:1'],
    ['::1', 'http://[::1]:8887'],
    ['[0:0::1]', 'http://[::1]:8887'],
    ['[::1]:8887', 'http://[::1]:8887'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['127.0.0.1', 'http://2130706433:8887'],
  ])('%j allows %s', (list, address) => {
    expect(ask(list, address)).not.toThrow();
  });

  test.each([
    ['pbx.example.com', 'https://evil.example'],
    ['pbx.example.com', 'https://pbx.example.com.evil.example'],
    ['pbx.example.com', 'https://evil.example/pbx.example.com'],
    ['example.com', 'https://pbx.example.com'],
    ['*.example.com', 'https://example.com'],
    ['*.example.com', 'https://evil-example.com'],
    ['pbx-?.example.com', 'https://pbx-12.example.com'],
    ['pbx.example.com:8887', 'https://pbx.example.com'],
    ['pbx.example.com:443', 'http://pbx.example.com'],
    ['[::1]:8887', 'http://[::1]:8888'],
    ['::1', 'http://[::2]'],
    ['', 'https://pbx.example.com'],
    [' , ', 'https://pbx.example.com'],
  ])('%j does not allow %s', (list, address) => {
    expect(ask(list, address)).toThrow(GateError);
    expect(ask(list, address)).toThrow(expect.objectContaining({ code: 'CQ912' }));
  });

  test.each(['https://pbx.example.com', 'user@pbx.example.com', 'a b', 'host:port', '[::1', 'a/b'])(
    '%j is no host',
    (list) => {
      expect(ask(list, 'https://pbx.example.com')).toThrow(UsageError);
    },
  );
});
