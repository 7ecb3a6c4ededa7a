/** A result in the format that was asked for, and in those that were asked for besides. */

import { resolve } from 'node:path';
import { type Format, inert } from '../../report/formats.ts';
import type { TextStyle } from '../../report/palette.ts';
import type { Invocation } from '../invocation.ts';
import { demandWritable, ENVIRONMENT_MARK, fileFor, writeText } from './files.ts';

type Rendering = (style: TextStyle) => string | Promise<string>;

/** One for each format that the command has. */
export type Renderings<F extends Format = 'text'> = SomeRenderings & { readonly [Each in F]: Rendering };

/** Of a command of which it is not known which formats it has, besides text. */
export type SomeRenderings = { readonly text: Rendering } & { readonly [Each in Format]?: Rendering };

/** How text looks in a file. */
export const FILE_STYLE: TextStyle = { color: false, width: 100 };

/** Only the further formats; for a command that prints the first one itself. */
export async function emitFurther<F extends Format>(
  { settings, host, redactor, guard }: Pick<Invocation<F>, 'settings' | 'host' | 'redactor' | 'guard'>,
  renderings: Renderings<NoInfer<F>>,
): Promise<void> {
  await guard.check();
  for (const { format, file } of settings.outputs) {
    const text = await renderings[format](FILE_STYLE);
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

/** The text for stdout. */
export async function renderResult<F extends Format>(
  { output, settings }: Invocation<F>,
  renderings: Renderings<NoInfer<F>>,
): Promise<string> {
  return renderings[settings.format](output.style);
}

export async function emit<F extends Format>(
  invocation: Invocation<F>,
  renderings: Renderings<NoInfer<F>>,
): Promise<void> {
  await invocation.guard.check();
  invocation.output.out(await invocation.compute(() => renderResult(invocation, renderings)));
  await emitFurther(invocation, renderings);
}
