/** A file of outputs, as a runner reads it: `name=value`, or lines up to one that was named. Throws at anything else. */
export function readOutputs(text: string): { [name: string]: string } {
  const outputs: { [name: string]: string } = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const block = /^([^=<]+)<<(.+)$/.exec(line);
    if (block === null) {
      const equals = line.indexOf('=');
      if (equals < 1) throw new Error(`not an output: ${line}`);
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const [, name = '', end = ''] = block;
    const last = lines.indexOf(end, at + 1);
    if (last < 0) throw new Error(`${name} does not end`);
    outputs[name] = lines.slice(at + 1, last).join('\n');
    at = last;
  }
  return outputs;
}
