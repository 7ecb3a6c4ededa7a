/**
 * What a page of the documentation tells its reader to do, in order. CONTRIBUTING.md describes how pages say it.
 * The information string of a code block says what becomes of it; `<!-- run: … -->` is done without being shown.
 */

import MarkdownIt from 'markdown-it';

interface Place {
  /** Of the page; counted from 1. */
  line: number;
}

export interface WriteStep extends Place {
  type: 'write';
  path: string;
  text: string;
  /** Its top-level keys replace those of the file that is there. */
  merges: boolean;
}

export interface RunStep extends Place {
  type: 'run';
  command: string;
  exitCode: number;
  /** As shown; null when nothing is. */
  output: string | null;
  /** A second terminal, whose command goes on while the page does. */
  terminal: string | null;
}

interface SkipStep extends Place {
  type: 'skip';
  language: string;
  reason: string;
}

export type Step = WriteStep | RunStep | SkipStep;

/** Languages of what somebody would type, or put into a file that cqctl reads. */
const DONE = new Set(['sh', 'console', 'yaml', 'csv']);
const SHOWN = new Set(['text', 'json']);

export function readGuide(markdown: string): Step[] {
  const steps: Step[] = [];
  for (const { type, content, info, map } of new MarkdownIt({ html: true }).parse(markdown, {})) {
    const line = (map?.[0] ?? 0) + 1;
    if (type === 'code_block')
      throw new Error(`line ${line}: an indented block; fence it, with its language`);
    if (type === 'html_block') steps.push(...readComment(content, line));
    if (type === 'fence') steps.push(...readBlock(info, content, line));
  }
  return steps;
}

function readComment(html: string, line: number): RunStep[] {
  const script = /^<!-- run:(.*?)-->/s.exec(html)?.[1];
  return script === undefined ? [] : readCommands(script, line);
}

function readBlock(info: string, content: string, line: number): Step[] {
  const [language = '', ...words] = info.match(/[^\s="]+(="[^"]*"|=\S+)?/g) ?? [];
  const settings = new Map(words.map((word) => word.split(/=(.*)/s).slice(0, 2) as [string, string]));
  const take = (name: string): string | undefined => {
    const value = settings.get(name)?.replace(/^"(.*)"$/, '$1');
    settings.delete(name);
    return value;
  };
  const [skip, file, merge, terminal] = [take('skip'), take('file'), take('merge'), take('terminal')];
  if (settings.size > 0) throw new Error(`line ${line}: unknown: ${[...settings.keys()].join(', ')}`);
  if (skip !== undefined) return [{ type: 'skip', language, reason: skip, line }];
  if (SHOWN.has(language)) return [];
  if (!DONE.has(language)) throw new Error(`line ${line}: a block without a language that is known`);
  if (language === 'sh') return readCommands(content, line + 1);
  if (language === 'console') return readTranscript(content, line + 1, terminal ?? null);
  const path = file ?? merge;
  if (path === undefined) throw new Error(`line ${line}: no file=, merge= or skip= says what this is`);
  return [{ type: 'write', path, text: content, merges: merge !== undefined, line }];
}

function readCommands(script: string, line: number): RunStep[] {
  return script.split('\n').flatMap((command, index) => {
    const isCommand = command.trim() !== '' && !command.trim().startsWith('#');
    return isCommand ? [runStep(command.trim(), line + index, null)] : [];
  });
}

/** Lines that begin with `$ `, each with what it printed. */
function readTranscript(content: string, line: number, terminal: string | null): RunStep[] {
  const steps: RunStep[] = [];
  for (const [index, text] of content.trimEnd().split('\n').entries()) {
    const last = steps.at(-1);
    if (text.startsWith('$ ')) steps.push(runStep(text.slice(2), line + index, terminal));
    else if (last === undefined) throw new Error(`line ${line + index}: output without a command`);
    else last.output = last.output === null ? text : `${last.output}\n${text}`;
  }
  return steps;
}

function runStep(command: string, line: number, terminal: string | null): RunStep {
  const exitCode = Number(/#.*exits with (\d+)/.exec(command)?.[1] ?? 0);
  return { type: 'run', command, exitCode, output: null, terminal, line };
}

/** Whether this is what was shown: `...` alone in a line stands for any lines, `…` for anything within one. */
export function isAsShown(shown: string, printed: string): boolean {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = lines(shown)
    .map((line) => (line === '...' ? '(.*\n)*?' : `${line.split('…').map(literal).join('.*')}\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(`${lines(printed).join('\n')}\n`);
}

function lines(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}
