/**
 * Which lines of a log the runners of pipelines take for commands, after their own sources:
 *
 * - GitHub, actions/runner, ActionCommand.cs: a line that begins with `::`, after blanks, and has a second `::`; else the first
 *   `##[` anywhere that a `]` follows. What is not registered is passed over; here every name counts.
 * - Azure, microsoft/azure-pipelines-agent, Command.cs: the first `##vso[` anywhere that a `]` follows. Its page colours by
 *   `##[…]`, too.
 * - GitLab, ansi2json: `section_start:TIME:NAME` and `section_end:…`, each with a carriage return and `ESC [ 0 K` after it.
 *
 * .NET compares texts by the rules of a language, by which characters that show nothing do not count.
 */

export interface RunnerCommand {
  runner: 'github' | 'azure' | 'gitlab';
  /** As in `set-output`. */
  name: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: GitLab's mark has them
const SECTION = /section_(?:start|end):\d+:([\w.-]+)(?:\[.*\])?\r\u001b\[0K/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what does not count
const INVISIBLE = /[\p{DI}\p{Cf}\p{Cs}]|(?![\n\r\t\u001b])\p{Cc}/gu;

export function findRunnerCommands(log: string): RunnerCommand[] {
  const found: RunnerCommand[] = [];
  for (const [, name = ''] of log.matchAll(SECTION)) found.push({ runner: 'gitlab', name });
  for (const raw of log.split(/\r\n|\n|\r/)) {
    const line = raw.replace(INVISIBLE, '');
    const colons = /^\s*::(.*?)::/.exec(line);
    if (colons !== null) found.push({ runner: 'github', name: (colons[1] ?? '').split(' ')[0] ?? '' });
    const hashes = /##(vso)?\[([^\]]*)\]/i.exec(line);
    if (hashes === null) continue;
    const name = (hashes[2] ?? '').split(' ')[0] ?? '';
    found.push({ runner: hashes[1] === undefined ? 'github' : 'azure', name });
  }
  return found;
}
