/**
 * What a job of GitHub Actions is told by itself: a summary on the page of the run, and outputs for its later steps. A runner
 * names two files for that; when one cannot be written the command goes on, since its result is on stdout anyway.
 */

import { appendFile, stat } from 'node:fs/promises';
import { summaryMarkdown } from '../report/markdown.ts';
import { FILE_STYLE, type Renderings } from './emit.ts';
import type { Invocation } from './invocation.ts';
import { readVariable } from './settings.ts';

/** A runner takes no more of one step. */
const SUMMARY_BYTES = 1024 * 1024;

export interface GithubFacts {
  /** The command. */
  title: string;
  headline: string;
  renderings: Renderings;
  /** Values have one line. */
  outputs: { readonly [name: string]: string | number | boolean };
}

export async function tellGithub(invocation: Invocation, facts: GithubFacts): Promise<void> {
  const { env } = invocation.host;
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const summaryFile = readVariable(env, 'GITHUB_STEP_SUMMARY');
  const outputFile = readVariable(env, 'GITHUB_OUTPUT');
  if (summaryFile !== undefined) await append(invocation, summaryFile, await summaryOf(facts), SUMMARY_BYTES);
  const lines = Object.entries(facts.outputs).map(([name, value]) => `${name}=${value}\n`);
  if (outputFile !== undefined && lines.length > 0) await append(invocation, outputFile, lines.join(''));
}

async function summaryOf({ title, headline, renderings }: GithubFacts): Promise<string> {
  if (renderings.markdown !== undefined) return `${await renderings.markdown()}\n`;
  return summaryMarkdown(`cqctl ${title}: ${headline}`, await renderings.text(FILE_STYLE));
}

async function append(
  { output, redactor }: Invocation,
  file: string,
  text: string,
  limit = Infinity,
): Promise<void> {
  const bytes = Buffer.from(redactor.redact(text));
  try {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    if (size + bytes.length <= limit) await appendFile(file, bytes);
  } catch (error) {
    output.log('warning', `${file} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}
