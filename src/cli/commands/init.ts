import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { createReader } from '../../api/client.ts';
import { projectTemplate } from '../../config/init.ts';
import type { TargetSettings } from '../../config/load.ts';
import { EnvironmentError } from '../../model/errors.ts';
import type { Live } from '../../model/live.ts';
import { printable } from '../../report/sanitize.ts';
import { readAllLive } from '../all-live.ts';
import { connect } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeFolder, writeText } from '../files.ts';
import type { Invocation } from '../invocation.ts';
import { readVariable } from '../settings.ts';

async function readTarget(invocation: Invocation, target: TargetSettings): Promise<Live> {
  const connection = await connect(invocation, target);
  try {
    return await readAllLive(createReader(connection.options));
  } finally {
    await connection.close();
  }
}

export async function runInit(
  invocation: Invocation,
  dir: string,
  options: { fromLive?: boolean },
): Promise<ExitCode> {
  const { host, output } = invocation;
  const folder = resolve(host.cwd, dir);
  const url = readVariable(host.env, 'CQCTL_URL');
  const target: TargetSettings =
    url === undefined || url === 'embedded'
      ? { kind: 'embedded', dataFile: join(folder, '.cqctl/pbx.mdb'), written: false }
      : { kind: 'url', url };
  refuseToOverwrite(folder, Object.keys(projectTemplate({})));
  const live = options.fromLive === true ? await readTarget(invocation, target) : undefined;
  const files = projectTemplate({
    name: basename(folder),
    ...(live === undefined ? {} : { fromLive: live }),
    ...(target.kind === 'url' ? { url: target.url } : {}),
  });
  refuseToOverwrite(folder, Object.keys(files));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await makeFolder(dirname(file));
    await writeText(file, text);
    output.out(`${printable(relative(host.cwd, file) || file)}\n`);
  }
  const where = dir === '.' ? '' : `cd ${dir} && `;
  output.err(`next: ${where}cqctl plan\n`);
  return EXIT.done;
}

function refuseToOverwrite(folder: string, paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(join(folder, path)));
  if (there.length === 0) return;
  throw new EnvironmentError(`${folder} has ${there.join(', ')} already; nothing was written`, {
    code: 'CQ904',
    hint: 'name another folder: cqctl init DIR',
  });
}
