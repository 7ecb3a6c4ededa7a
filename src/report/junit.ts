/** JUnit XML, as test reports of CI systems read it. */

export interface JunitSuite {
  name: string;
  file?: string;
  elapsedMs?: number;
  cases: readonly JunitCase[];
}

export interface JunitCase {
  className: string;
  name: string;
  file?: string;
  line?: number;
  /** Not as expected, or not to be run. */
  trouble?: { kind: 'failure' | 'error'; message: string; text: string };
}

export function renderJunit(name: string, suites: readonly JunitSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="${attribute(name)}"${counts(cases)}>\n`,
    ...suites.map(renderSuite),
    '</testsuites>\n',
  ].join('');
}

function counts(cases: readonly JunitCase[]): string {
  const count = (kind: string) => cases.filter(({ trouble }) => trouble?.kind === kind).length;
  return ` tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
}

function renderSuite({ name, file, elapsedMs, cases }: JunitSuite): string {
  const time = elapsedMs === undefined ? '' : ` time="${(elapsedMs / 1000).toFixed(3)}"`;
  const head = `<testsuite name="${attribute(name)}"${optional('file', file)}${counts(cases)}${time}>`;
  return `  ${head}\n${cases.map(renderCase).join('')}  </testsuite>\n`;
}

function renderCase({ className, name, file, line, trouble }: JunitCase): string {
  const place = `${optional('file', file)}${line === undefined ? '' : ` line="${line}"`}`;
  const head = `    <testcase classname="${attribute(className)}" name="${attribute(name)}"${place}`;
  if (trouble === undefined) return `${head}/>\n`;
  const { kind, message, text } = trouble;
  return `${head}>\n      <${kind} message="${attribute(message)}">${content(text)}</${kind}>\n    </testcase>\n`;
}

function optional(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${attribute(value)}"`;
}

/** What XML 1.0 cannot hold is shown as a replacement character. */
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
