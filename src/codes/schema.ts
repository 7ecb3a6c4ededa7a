/** CQ200-CQ299: a value of the wrong type, out of bounds, or unknown. */

import type { CodeFacts } from './code.ts';

export const schemaCodes = {
  CQ200: {
    title: 'Unknown key',
    help: 'Nothing has this name here; mostly it is a slip of the pen or one level too deep. A field of the API that is newer than this schema goes into `extra` of its queue or server.',
  },
  CQ201: {
    title: 'Something is missing',
    help: 'The key is needed here, because nothing can stand in for it.',
  },
  CQ202: {
    title: 'Wrong type',
    help: 'Another type of value is wanted: text, a whole number, true or false, a list, a map.',
  },
  CQ203: {
    title: 'A number where text is wanted',
    help: 'Extension numbers are digits, not quantities: YAML reads 0800 as 800, and long ones lose digits. Quote them.',
  },
  CQ204: {
    title: 'Not one of the known values',
    help: 'The field takes certain words only, in capitals where the API has them so. The list is in the field reference.',
  },
  CQ205: {
    title: 'Out of bounds',
    help: 'The API takes values, or a length, within certain bounds only. They are in the field reference.',
  },
  CQ206: {
    title: 'Not of the right form',
    help: 'The text has to look a certain way: digits, an address of a resource, a URL, a share, a duration.',
  },
  CQ207: {
    title: 'Not an address or a language',
    help: 'IPv4 addresses have four numbers from 0 to 255, without leading zeros; IPv6 addresses are written without brackets and zone; languages are BCP 47 tags such as en-US.',
  },
  CQ208: {
    title: 'A field that the PBX reports',
    help: 'It can be read and not be set. Delete it.',
  },
  CQ209: {
    title: 'Not a name',
    help: 'Keys of resources have 1 to 64 printable characters. Names of variables have letters, digits, `_` and `-`; names of environments also dots, because files are named for them.',
  },
  CQ210: {
    title: 'Not for extra',
    help: '`extra` is for fields that cqctl does not know. Those that it knows are written directly, so that they are checked.',
  },
  CQ211: {
    title: 'Not this version',
    help: 'This cqctl reads files with `version: 1`.',
  },
  CQ212: {
    title: 'Credentials in a URL',
    help: 'They would end up in plans, logs and the history of the file. Set CQCTL_USERNAME and CQCTL_PASSWORD, or CQCTL_TOKEN, and change what has been written down.',
  },
  CQ213: {
    title: 'A setting of another backend',
    help: 'State is kept in a local file (`local`), on a server that speaks Terraform’s protocol (`http`) or in a PostgreSQL database (`postgres`). Each has settings of its own.',
  },
  CQ215: {
    title: 'A state for two environments',
    help: 'Each environment has a state of its own. On a server nobody can know what its address is, so it has to be written.',
  },
  CQ219: {
    title: 'Left empty',
    help: 'Nothing is written after the colon, mostly because all lines below are comments now. As if it were not there, the next plan could destroy what it held, go without a limit or a protection, or reach another PBX. Write `{}` or `[]` where there is to be nothing, else a value, or delete the line. In an environment or an included file an empty section leaves what the rest of the project writes.',
  },
  CQ218: {
    title: 'A pattern of the policy that cannot be used',
    help: '`policy.names` has regular expressions as JavaScript knows them, with the flag `u`. One was none, or took too long: all of them together have two seconds.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
