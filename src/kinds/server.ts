/** Call queue servers: the hosts that run queues. One, the INTERNAL, comes with the PBX. */

import type { Fields, FieldsOf } from './field.ts';
import type { ObjectKind } from './kind.ts';

export const SERVER_TYPES = ['INTERNAL', 'EXTERNAL'] as const;

export const serverFields = {
  name: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    required: true,
    createOnly: true,
    description:
      'The name of the server, the same as the one given to the software on that host. Defaults to the key. Changing it replaces the server.',
    examples: ['edge-1'],
  },
  enabled: {
    type: 'boolean',
    default: true,
    description: 'Whether the server takes calls. The only field that the API lets one update.',
  },
  ipv4: {
    type: 'string',
    createOnly: true,
    canonical: 'ipv4',
    description: "The host's IPv4 address. A server needs ipv4 or ipv6. Changing it replaces the server.",
    examples: ['192.0.2.10'],
  },
  ipv6: {
    type: 'string',
    createOnly: true,
    canonical: 'ipv6',
    description: "The host's IPv6 address. A server needs ipv4 or ipv6. Changing it replaces the server.",
    examples: ['2001:db8::10'],
  },
  type: {
    type: 'string',
    enum: SERVER_TYPES,
    readOnly: true,
    description: 'INTERNAL for the server that every PBX comes with, EXTERNAL for those that were added.',
  },
} as const satisfies Fields;

export const SERVER: ObjectKind = {
  name: 'server',
  section: 'servers',
  title: 'call queue server',
  withArticle: 'a server',
  fields: serverFields,
  columns: ['name', 'type', 'enabled', 'ipv4', 'ipv6', 'id'],
  naturalKey: 'name',
  createDefaults: (key) => ({ name: key }),
  builtIn: {
    field: 'type',
    value: 'INTERNAL',
    added: 'EXTERNAL',
    changeable: ['enabled'],
    created: { name: 'internal', ipv4: '127.0.0.1' },
  },
  needsOneOf: ['ipv4', 'ipv6'],
  forwards: [],
  hasCallers: false,
  api: {
    path: 'call_queue_servers',
    created: 201,
    listed: ['name', 'enabled', 'type', 'ipv4', 'ipv6'],
    status: { figures: ['cpu_usage', 'memory_usage'] },
  },
};

export type ServerFields = FieldsOf<typeof serverFields>;
