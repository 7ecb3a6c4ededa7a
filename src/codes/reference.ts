/** CQ350-CQ369: references and rules between resources. */

import type { CodeFacts } from './code.ts';

export const referenceCodes = {
  CQ350: {
    title: 'Written in two files',
    help: 'Two files of the project have a resource, a list or a setting of one name, and nothing says which is meant. An environment is the place for values that differ.',
  },
  CQ351: {
    title: 'Two queues with one number',
    help: 'The extension number is what tells queues apart; the PBX cannot have it twice.',
  },
  CQ352: {
    title: 'Two servers with one name',
    help: 'The name is what tells servers apart; without `name` it is the key.',
  },
  CQ353: {
    title: 'No such agent list',
    help: '`agents` names a list that `agent_lists` does not have. For agents of this queue alone write a list, also for one: `agents: ["2001"]`.',
  },
  CQ354: {
    title: 'A server without an address',
    help: "The API wants `ipv4` or `ipv6` of every server. The PBX's own server needs one too, as `cqctl get servers` shows it, for the files alone do not tell which server it is; where the PBX shows none, any will do.",
  },
  CQ355: {
    title: 'A prompt by file and by id',
    help: 'A prompt is a local file or one that is on the PBX already, not both.',
  },
  CQ356: {
    title: 'A prompt is missing',
    help: 'The file is not there or cannot be read. Its path counts from the folder of the file that it is written in.',
  },
  CQ357: {
    title: 'Not a prompt that the PBX takes',
    help: 'Prompts are WAV files with uncompressed PCM, 16 bit, mono, at 16, 32 or 48 kHz. For example: `ffmpeg -i in.mp3 -ac 1 -ar 16000 -c:a pcm_s16le out.wav`.',
  },
  CQ358: {
    title: 'A move that makes no sense',
    help: '`moved` leads from a key that is gone from the files, or that another move leads to, to one of the same kind that they have.',
  },
  CQ359: {
    title: 'An agent twice in one list',
    help: 'Nobody can be in a queue twice. Delete one of the two.',
  },
  CQ360: {
    title: 'Not a field to ignore',
    help: '`ignore_changes` takes the names of fields as they are written in the file, and `agents`. The `extension_number` of a queue and the `name` of a server are what tells them from others, and cannot be ignored.',
  },
  CQ361: {
    title: 'Removed, but still in the files',
    help: '`removed` says to stop managing an address that the files still have. Delete one of the two.',
  },
  CQ362: {
    title: 'A certificate or key file cannot be used',
    help: '`ca_file` and `client_cert_file` have to hold certificates in PEM, `client_key_file` the private key of the client certificate, in PEM and without a pass phrase. A path counts from the folder of the file that it is written in.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
