/** Workflow commands of GitHub Actions; whatever text they carry stays text. */

import { printableLines } from './sanitize.ts';

export interface Annotation {
  /** With line and column; absent for what stands in no file. */
  file?: string;
  line?: number;
  column?: number;
  title: string;
  message: string;
}

/** One line. */
export function githubCommand(level: 'error' | 'warning' | 'notice', annotation: Annotation): string {
  const { file, line = 1, column = 1, title, message } = annotation;
  const place = file === undefined ? '' : `file=${property(file)},line=${line},col=${column},`;
  return `::${level} ${place}title=${property(title)}::${data(printableLines(message))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(printableLines(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
