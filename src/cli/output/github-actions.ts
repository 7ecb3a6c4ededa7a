/**
 * What a job of GitHub Actions is told by itself: a summary on the page of the run, and outputs for its later steps. A runner
 * names two files for that; when one cannot be written the command goes on, since its result is on stdout anyway.
 */

import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import { inert } from '../../report/formats.ts';
import { summaryMarkdown } from '../../report/markdown.ts';
import { printable } from '../../report/sanitize.ts';
import type { Invocation } from '../invocation.ts';
import { readVariable } from '../settings.ts';
import { FILE_STYLE, type SomeRenderings } from './emit.ts';

/** A runner takes no more of one step, and shows nothing of what is longer. */
const SUMMARY_BYTES = 1024 * 1024;

export interface GithubFacts {
  /** The command. */
  title: string;
  headline: string;
  renderings: SomeRenderings;
  /** Besides `summary`, which is the headline. */
  outputs: { readonly [name: string]: string | number | boolean };
}

export async function tellGithub(invocation: Invocation, facts: GithubFacts): Promise<void> {
  const { env } = invocation.host;
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const summaryFile = readVariable(env, 'GITHUB_STEP_SUMMARY');
  const outputFile = readVariable(env, 'GITHUB_OUTPUT');
  if (summaryFile !== undefined) {
    const short = summaryMarkdown(headingOf(facts), 'Too long for this page; the log has it.');
    await append(invocation, summaryFile, [await summaryOf(facts), short], SUMMARY_BYTES);
  }
  if (outputFile !== undefined) await append(invocation, outputFile, [renderOutputs(facts)]);
}

const headingOf = ({ title, headline }: GithubFacts) => `cqctl ${title}: ${headline}`;

async function summaryOf(facts: GithubFacts): Promise<string> {
  const { markdown, text } = facts.renderings;
  if (markdown !== undefined) return `${await markdown(FILE_STYLE)}\n`;
  return summaryMarkdown(headingOf(facts), await text(FILE_STYLE));
}

/** A value ends at a line that nobody can know beforehand, so that none can set another output. */
function renderOutputs({ headline, outputs }: GithubFacts): string {
  const end = `end-${randomUUID()}`;
  return Object.entries({ summary: printable(headline), ...outputs })
    .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
    .join('');
}

/** Appends the first of `texts` that the file has room for. */
async function append(
  { output, redactor }: Invocation,
  file: string,
  texts: readonly string[],
  limit = Infinity,
): Promise<void> {
  try {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    const fitting = texts
      .map((text) => Buffer.from(inert(redactor.redactResult(text), 'markdown')))
      .find(({ length }) => size + length <= limit);
    if (fitting === undefined) output.log('warning', `${printable(file)} is full`);
    else await appendFile(file, fitting);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    output.log('warning', `${printable(file)} cannot be written: ${reason}`);
  }
}
