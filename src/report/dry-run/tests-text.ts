/** Routing tests for people: what was expected, what happened, and the call's story where it tells why. */

import type { ExpectationResult, ScenarioTest } from '../../model/simulation.ts';
import { renderDiagnostics } from '../diagnostics-text.ts';
import { createPalette, type Palette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { plural } from '../value-text.ts';
import { renderTrace } from './trace-text.ts';

export function renderTests(tests: readonly ScenarioTest[], style: TextStyle): string {
  const palette = createPalette(style.color);
  return `${tests.map((test) => renderTest(test, palette, style)).join('')}\n${summary(tests, palette)}`;
}

function renderTest(test: ScenarioTest, palette: Palette, style: TextStyle): string {
  const marks = {
    passed: palette.good('pass '),
    failed: palette.error('FAIL '),
    error: palette.error('ERROR'),
  };
  const title = `${marks[test.status]} ${palette.bold(printable(test.scenario))} ${palette.dim(printable(test.file))}\n`;
  if (test.status === 'error') return `${title}${renderDiagnostics(test.diagnostics, style)}`;
  const lines = test.expectations.map((expectation) => renderExpectation(expectation, palette));
  return title + lines.join('') + renderDiagnostics(test.diagnostics, style);
}

function renderExpectation(
  { passed, title, actual, call, source }: ExpectationResult,
  palette: Palette,
): string {
  if (passed) return `  ${palette.good('ok')}   ${printable(title)}\n`;
  const place = printable(`${source.file}:${source.line}:${source.column}`);
  const trace = call === undefined ? '' : renderTrace(call, palette).replace(/^(?=.)/gm, '       ');
  return [
    `  ${palette.error('not')}  ${printable(title)} ${palette.dim(place)}\n`,
    `       but it is ${palette.error(printable(actual))}\n`,
    trace,
  ].join('');
}

function summary(tests: readonly ScenarioTest[], palette: Palette): string {
  const count = (status: ScenarioTest['status']) => tests.filter((test) => test.status === status).length;
  const expectations = tests.flatMap((test) => test.expectations);
  const failed = expectations.filter((expectation) => !expectation.passed).length;
  const parts = [
    `${plural(tests.length, 'scenario')}: ${count('passed')} passed`,
    ...(count('failed') === 0 ? [] : [palette.error(`${count('failed')} failed`)]),
    ...(count('error') === 0 ? [] : [palette.error(`${count('error')} could not be run`)]),
  ];
  const notMet = failed === 0 ? 'all met' : `${failed} not met`;
  return `${parts.join(', ')}; ${plural(expectations.length, 'expectation')}, ${notMet}\n`;
}
