/** Workflow commands of GitHub Actions; whatever text they carry stays text. */

export interface Annotation {
  file: string;
  line: number;
  column: number;
  title: string;
  message: string;
}

/** One line. */
export function githubCommand(level: 'error' | 'warning', annotation: Annotation): string {
  const { file, line, column, title, message } = annotation;
  const place = `file=${property(file)},line=${line},col=${column},title=${property(title)}`;
  return `::${level} ${place}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
