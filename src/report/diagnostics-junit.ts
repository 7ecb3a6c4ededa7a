/** What `validate` found as JUnit XML: a case for each file, failed where it has errors. */

import type { Diagnostic } from '../model/diagnostic.ts';
import { type JunitCase, renderJunit } from './junit.ts';

/** `file`: the project, which stands for what is in no file. Warnings fail nothing; they are in the other formats. */
export function renderDiagnosticsJunit(diagnostics: readonly Diagnostic[], file: string): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const files = [...new Set([file, ...errors.map(({ source }) => source?.file ?? file)])];
  const cases = files.map((name): JunitCase => {
    const own = errors.filter(({ source }) => (source?.file ?? file) === name);
    const place = { className: 'cqctl validate', name, file: name };
    const [first] = own;
    if (first === undefined) return place;
    const text = own.map(describeDiagnostic).join('\n');
    return {
      ...place,
      line: first.source?.line ?? 1,
      trouble: { kind: 'failure', message: first.summary, text },
    };
  });
  return renderJunit('cqctl validate', [{ name: 'cqctl validate', cases }]);
}

export function describeDiagnostic({ code, summary, detail, source, hint }: Diagnostic): string {
  const place = source === undefined ? '' : `${source.file}:${source.line}:${source.column}: `;
  const more = [detail, hint].filter((part) => part !== undefined).map((part) => ` (${part})`);
  return `${place}${code} ${summary}${more.join('')}`;
}
