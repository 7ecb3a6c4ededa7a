/** The JSON Schema of the state document. */

import type { PromptField } from '../../model/desired.ts';
import type { JsonObject } from '../../model/json.ts';
import { STATE_VERSION } from '../../model/state.ts';
import * as s from './parts.ts';

const PROMPT = s.object(
  {
    file_id: s.TEXT,
    sha256: { ...s.TEXT, pattern: '^[0-9a-f]{64}$' },
    shown: s.object({ name: s.TEXT, size: s.COUNT, url: s.TEXT }, ['name', 'size', 'url']),
  },
  ['sha256'],
  'What was sent for a prompt, and what the PBX then showed.',
);

const PROMPTS: s.Schema<{ [F in PromptField]?: s.Described<typeof PROMPT> }> = s.byName(PROMPT);
const APPLIED: s.Schema<JsonObject> = {
  type: 'object',
  description: 'The managed values as last applied or seen to hold.',
};

export const RESOURCE = s.object(
  {
    kind: s.KIND,
    id: s.text("Of an agent list: its queue's id."),
    key: s.text("A queue's extension number, a server's name."),
    applied: APPLIED,
    prevent_destroy: s.FLAG,
    file: s.text('The file that it is written in, from the folder of the project; an agent list has none.'),
    prompts: PROMPTS,
  },
  ['prompts', 'file'],
);

const VERSION: s.Schema<typeof STATE_VERSION> = { const: STATE_VERSION };

const STATE = s.object(
  {
    version: VERSION,
    lineage: s.text('Made when the state is first written; never changes.'),
    serial: { ...s.COUNT, description: 'Grows with every write.' },
    target: s.TEXT,
    resources: s.byName(RESOURCE, 'By address.'),
    released: s.byName(
      s.TEXT,
      'Of what `removed` names, by address: the extension number or name of what is left alone.',
    ),
  },
  ['released'],
);

export type PrintedState = s.Described<typeof STATE>;

export function stateSchema(): JsonObject {
  return { $schema: s.DRAFT, title: 'cqctl state', ...STATE };
}
