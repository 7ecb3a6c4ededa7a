/**
 * Diagnostics as SARIF 2.1.0, for code scanning.
 *
 * Fingerprints are of the code, the address and the text, not of the line, so that a mistake that moves stays the same alert.
 */

import { createHash } from 'node:crypto';
import { CODES, type Code } from '../codes/registry.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

export function renderSarif(diagnostics: readonly Diagnostic[], version: string): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cqctl',
            semanticVersion: version,
            rules: codes.map((code) => ({
              id: code,
              shortDescription: { text: CODES[code].title },
              fullDescription: { text: CODES[code].help },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => resultOf(diagnostic, codes)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(
  { code, severity, summary, detail, hint, address, source }: Diagnostic,
  codes: readonly Code[],
) {
  const text = [summary, detail, hint].filter((part) => part !== undefined).join('\n');
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text },
    ...(source === undefined ? {} : { locations: [locationOf(source)] }),
    partialFingerprints: { 'cqctl/v1': fingerprintOf([code, address ?? '', source?.file ?? '', summary]) },
  };
}

function locationOf(source: NonNullable<Diagnostic['source']>) {
  const { file, line, column, end_line, end_column } = source;
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: {
        startLine: line,
        startColumn: column,
        ...(end_line === undefined ? {} : { endLine: end_line }),
        ...(end_column === undefined ? {} : { endColumn: end_column }),
      },
    },
  };
}

function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
