/** From YAML text to plain values and their places. What YAML has and a project may not is refused by the composer. */

import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { Composer, type ParseContext } from './composer.ts';
import type { Parsed } from './frame.ts';
import type { Problems } from './problems.ts';
import type { SourceFile } from './source-file.ts';
import { describeSyntax } from './syntax-faults.ts';

/** Where the parser itself gives up, so that no text can exhaust its stack. */
const PARSER_DEPTH = 500;

/** Undefined when the text is not one YAML document; an empty one is null. */
export function parseYaml(file: SourceFile, context: ParseContext): Parsed | undefined {
  let events: Event[];
  try {
    events = parseEvents(file.text, { filename: file.name, maxDepth: PARSER_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    reportSyntax(error, file, context.problems);
    return undefined;
  }
  const composer = new Composer(file, context);
  for (const event of events) {
    if (!composer.take(event)) return undefined;
  }
  return composer.result;
}

function reportSyntax(error: YAMLException, file: SourceFile, problems: Problems): void {
  const offset = Math.min(error.mark?.position ?? 0, file.text.length);
  const { start, end, summary, hint } = describeSyntax(file.text, error.reason, offset);
  problems.error({ code: 'CQ101', at: { file, start, end }, summary, hint });
}
