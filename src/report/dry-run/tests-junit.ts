/** Routing tests as JUnit XML: a suite a scenario, a case an expectation. */

import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ExpectationResult, ScenarioTest } from '../../model/simulation.ts';
import { createPalette } from '../palette.ts';
import { renderTrace } from './trace-text.ts';

export function renderTestsJunit(tests: readonly ScenarioTest[]): string {
  const cases = tests.reduce((sum, test) => sum + casesOf(test), 0);
  const failures = tests.reduce((sum, test) => sum + failuresOf(test), 0);
  const errors = tests.filter((test) => test.status === 'error').length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="cqctl test" tests="${cases}" failures="${failures}" errors="${errors}">\n`,
    ...tests.map(renderSuite),
    '</testsuites>\n',
  ].join('');
}

const casesOf = (test: ScenarioTest) => (test.status === 'error' ? 1 : test.expectations.length);
const failuresOf = (test: ScenarioTest) => test.expectations.filter((each) => !each.passed).length;

function renderSuite(test: ScenarioTest): string {
  const time = (test.elapsedMs / 1000).toFixed(3);
  const errors = test.status === 'error' ? 1 : 0;
  const head = `<testsuite name="${attribute(test.scenario)}" file="${attribute(test.file)}" tests="${casesOf(test)}" failures="${failuresOf(test)}" errors="${errors}" time="${time}">`;
  const cases =
    test.status === 'error'
      ? [renderError(test)]
      : test.expectations.map((expectation) => renderCase(expectation, test.scenario));
  return `  ${head}\n${cases.join('')}  </testsuite>\n`;
}

function renderCase(
  { title, passed, expected, actual, call, source }: ExpectationResult,
  scenario: string,
): string {
  const head = `    <testcase classname="${attribute(scenario)}" name="${attribute(title)}" file="${attribute(source.file)}" line="${source.line}"`;
  if (passed) return `${head}/>\n`;
  const trace = call === undefined ? '' : `\n\n${renderTrace(call, createPalette(false))}`;
  const message = `expected ${expected}, but it is ${actual}`;
  return `${head}>\n      <failure message="${attribute(message)}">${content(message + trace)}</failure>\n    </testcase>\n`;
}

function renderError({ scenario, file, diagnostics }: ScenarioTest): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const message = errors[0]?.summary ?? 'the scenario could not be run';
  const all = errors.map(describe).join('\n');
  return [
    `    <testcase classname="${attribute(scenario)}" name="the scenario can be run" file="${attribute(file)}">\n`,
    `      <error message="${attribute(message)}">${content(all)}</error>\n`,
    '    </testcase>\n',
  ].join('');
}

function describe({ code, summary, source, hint }: Diagnostic): string {
  const place = source === undefined ? '' : `${source.file}:${source.line}:${source.column}: `;
  return `${place}${code} ${summary}${hint === undefined ? '' : ` (${hint})`}`;
}

/** What XML 1.0 cannot hold is shown as a question mark. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}

function content(text: string): string {
  return clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function attribute(text: string): string {
  return content(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\r', '&#13;');
}
