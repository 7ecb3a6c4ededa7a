/** The kinds of resource, in the order of a plan. Adding one is a file beside this and its name here. */

import { AGENTS } from './agents.ts';
import type { Kind } from './kind.ts';
import { QUEUE } from './queue.ts';
import { SERVER } from './server.ts';

export const ALL_KINDS: readonly Kind[] = [SERVER, QUEUE, AGENTS];
