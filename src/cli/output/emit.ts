/** A result in the format that was asked for, and in those that were asked for besides. */

import { resolve } from 'node:path';
import { inert } from '../../report/inert.ts';
import type { TextStyle } from '../../report/palette.ts';
import type { MarkdownPart } from '../../report/plan-markdown.ts';
import type { Invocation } from '../invocation.ts';
import type { Format } from '../settings.ts';
import { demandWritable, ENVIRONMENT_MARK, fileFor, writeText } from './files.ts';

/** One for each format that the command has. */
export type Renderings = {
  text(style: TextStyle): string | Promise<string>;
  /** Shorter, as a part of a comment about several environments. */
  markdown?(part?: MarkdownPart): string | Promise<string>;
} & { [F in Exclude<Format, 'text' | 'markdown'>]?: () => string | Promise<string> };

/** How text looks in a file. */
export const FILE_STYLE: TextStyle = { color: false, width: 100 };

/** Only the further formats; for a command that prints the first one itself. */
export async function emitFurther(
  { settings, host, redactor, guard }: Pick<Invocation, 'settings' | 'host' | 'redactor' | 'guard'>,
  renderings: Renderings,
): Promise<void> {
  await guard.check();
  for (const { format, file } of settings.outputs) {
    const text = await render(format, FILE_STYLE, renderings);
    await writeText(resolve(host.cwd, fileFor(settings, file)), inert(redactor.redactResult(text), format));
  }
}

/**
 * Before anything is done: a run that changes the PBX must not fail afterwards for want of a folder. Files of several
 * environments are not known yet; those commands change nothing.
 */
export async function demandOutputs({
  settings,
  host,
  guard,
}: Pick<Invocation, 'settings' | 'host' | 'guard'>): Promise<void> {
  for (const [index, { format, file }] of settings.outputs.entries()) {
    const path = resolve(host.cwd, fileFor(settings, file));
    // The same words twice are two outputs.
    guard.write(path, `--output ${format}=${file}`, String(index));
    if (!path.includes(ENVIRONMENT_MARK)) await demandWritable(path);
  }
  await guard.check();
}

async function render(format: Format, style: TextStyle, renderings: Renderings): Promise<string> {
  if (format === 'text') return renderings.text(style);
  const rendering = renderings[format];
  if (rendering === undefined) throw new Error(`the command declares the format ${format} and has none`);
  return rendering();
}

/** The text for stdout. */
export function renderResult({ output, settings }: Invocation, renderings: Renderings): Promise<string> {
  return render(settings.format, output.style, renderings);
}

export async function emit(invocation: Invocation, renderings: Renderings): Promise<void> {
  await invocation.guard.check();
  invocation.output.out(await invocation.compute(() => renderResult(invocation, renderings)));
  await emitFurther(invocation, renderings);
}
