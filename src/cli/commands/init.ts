import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { createReader } from '../../api/client.ts';
import { PROJECT_FILE } from '../../config/export.ts';
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
  refuseToOverwrite(folder);
  const live = options.fromLive === true ? await readTarget(invocation, target) : undefined;
  const files = projectTemplate({
    name: basename(folder),
    ...(live === undefined ? {} : { fromLive: live }),
    ...(target.kind === 'url' ? { url: target.url } : {}),
  });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (existsSync(file)) {
      output.log(
        'warning',
        `kept ${printable(path)} as it is; compare it with what a new project has: cqctl init SOME_FOLDER`,
      );
      continue;
    }
    await makeFolder(dirname(file));
    await writeText(file, text);
    output.out(`${printable(relative(host.cwd, file) || file)}\n`);
  }
  const where = dir === '.' ? '' : `cd ${dir} && `;
  output.err(`next: ${where}cqctl plan\n`);
  return EXIT.done;
}

/** Other files of the same name are kept; a project is never mixed with another. */
function refuseToOverwrite(folder: string): void {
  if (!existsSync(join(folder, PROJECT_FILE))) return;
  throw new EnvironmentError(`${folder} has a ${PROJECT_FILE} already; nothing was written`, {
    code: 'CQ904',
    hint: 'name another folder: cqctl init DIR',
  });
}
