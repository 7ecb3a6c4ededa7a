/** A terminal as SVG: dark on any page, and every run of one colour at its column, whatever font the reader has. */

/** What begins each code for a look; `CODEm` and text follow. */
const ESCAPE = '\u001b[';
const COLUMN = 8.4;
const LINE = 20;
const LEFT = 20;
const TOP = 52;
/** SGR codes that cqctl writes, to classes; 39 and 22 end a colour and a weight. */
const COLORS = { 31: 'red', 32: 'green', 33: 'yellow', 34: 'blue', 35: 'magenta', 36: 'cyan' };
const WEIGHTS = { 1: 'bold', 2: 'dim' };

const STYLE = `
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6deeb; white-space: pre; }
    .bold { font-weight: 700; fill: #ffffff; } .dim { fill: #8b9bb4; }
    .red { fill: #ff7b85; } .green { fill: #7ee787; } .yellow { fill: #f2cc60; }
    .blue { fill: #79b8ff; } .magenta { fill: #d2a8ff; } .cyan { fill: #56d4dd; }`;

/** `output` with its colours, as printed by `command`. */
export function drawTerminal(command, output) {
  const lines = [`\x1b[2m$\x1b[22m \x1b[1m${command}\x1b[22m`, ...output.trimEnd().split('\n')];
  const rows = readRuns(lines);
  const summary = (rows.at(-1) ?? []).map(({ text }) => text).join(' ');
  const columns = Math.max(...rows.flat().map(({ column, text }) => column + text.length));
  const width = Math.ceil(columns * COLUMN + 2 * LEFT);
  const height = TOP + rows.length * LINE + 4;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
  <!-- Written by npm run gen from what cqctl printed. -->
  <title id="title">${asText(command)}: ${asText(summary)}</title>
  <style>${STYLE}
  </style>
  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="#11161f" stroke="#3d4656"/>
  <circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/><circle cx="62" cy="20" r="6" fill="#28c840"/>
${rows.flatMap((runs, row) => runs.map((run) => drawRun(run, row))).join('\n')}
</svg>
`;
}

function drawRun({ column, text, classes }, row) {
  const x = round(LEFT + column * COLUMN);
  const look = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  const size = `textLength="${round(text.length * COLUMN)}" lengthAdjust="spacingAndGlyphs"`;
  return `  <text x="${x}" y="${TOP + row * LINE}" ${size}${look}>${asText(text)}</text>`;
}

/** Each line's pieces of one look, without blanks at their ends. A look goes on over the end of a line. */
function readRuns(lines) {
  let color = '';
  let weight = '';
  return lines.map((line) => {
    const runs = [];
    let column = 0;
    for (const [index, part] of line.split(ESCAPE).entries()) {
      const [, code = '', text = ''] = index === 0 ? ['', '', part] : (/^(\d+)m(.*)$/.exec(part) ?? []);
      if (code === '39' || code in COLORS) color = COLORS[code] ?? '';
      else if (code === '22' || code in WEIGHTS) weight = WEIGHTS[code] ?? '';
      else if (index > 0) throw new Error(`no look for ${JSON.stringify(part)}`);
      const at = column + text.length - text.trimStart().length;
      const classes = [weight, color].filter((name) => name !== '');
      if (text.trim() !== '') runs.push({ column: at, text: text.trim(), classes });
      column += text.length;
    }
    return runs;
  });
}

const round = (number) => Math.round(number * 10) / 10;
const asText = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
