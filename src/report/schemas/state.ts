/** The JSON Schema of the state document. */

import type { JsonObject } from '../../model/json.ts';
import { STATE_VERSION } from '../../model/state.ts';
import { COUNT, DRAFT, KIND, objectSchema, textSchema } from './parts.ts';

const PROMPT = objectSchema(
  {
    file_id: { type: 'string' },
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    shown: objectSchema({ name: { type: 'string' }, size: COUNT, url: { type: 'string' } }, [
      'name',
      'size',
      'url',
    ]),
  },
  ['sha256'],
  'What was sent for a prompt, and what the PBX then showed.',
);

export const RESOURCE = objectSchema(
  {
    kind: KIND,
    id: textSchema("Of an agent list: its queue's id."),
    key: textSchema("A queue's extension number, a server's name."),
    applied: { type: 'object', description: 'The managed values as last applied or seen to hold.' },
    prevent_destroy: { type: 'boolean' },
    file: textSchema(
      'The file that it is written in, from the folder of the project; an agent list has none.',
    ),
    prompts: { type: 'object', additionalProperties: PROMPT },
  },
  ['prompts', 'file'],
);

export function stateSchema(): JsonObject {
  return {
    $schema: DRAFT,
    title: 'cqctl state',
    ...objectSchema(
      {
        version: { const: STATE_VERSION },
        lineage: textSchema('Made when the state is first written; never changes.'),
        serial: { ...COUNT, description: 'Grows with every write.' },
        target: { type: 'string' },
        resources: { type: 'object', description: 'By address.', additionalProperties: RESOURCE },
        released: {
          type: 'object',
          description:
            'Of what `removed` names, by address: the extension number or name of what is left alone.',
          additionalProperties: { type: 'string' },
        },
      },
      ['released'],
    ),
  };
}
