/** What becomes of the files of state when others touch them, are there already, or are something else. */

import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BIN, makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject(yaml(8));
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const yaml = (count: number) => `version: 1
target: { url: "${pbx.url}" }
queues:
${Array.from({ length: count }, (_unused, at) => `  q${at}: { extension_number: "${8000 + at}", agents: ["2001"] }`).join('\n')}
`;
const path = (name: string) => join(project.folder, '.cqctl', name);

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to that');
}

test('a lock that is unlocked while the plan reads: nothing is written', async () => {
  pbx.latencyMs = 700;
  const running = project.start('apply', '--auto-approve');
  await until(() => existsSync(path('state.json.lock')));
  await rm(path('state.json.lock'));
  const ended = await running.ended;
  expect(ended.code, ended.stdout).toBe(1);
  expect(ended.stderr).toContain('CQ612');
  expect(pbx.queues.size).toBe(0);
});

test('a lock that another run has taken while this one works: no more steps, told once, exit 1', async () => {
  pbx.latencyMs = 150;
  const running = project.start('apply', '--auto-approve', '--parallelism', '1');
  await until(() => pbx.queues.size > 1);
  const own = JSON.parse(await readFile(path('state.json.lock'), 'utf8')) as object;
  await writeFile(path('state.json.lock'), JSON.stringify({ ...own, id: 'other', who: 'ann@elsewhere' }));
  const ended = await running.ended;
  expect(ended.code, ended.stdout).toBe(1);
  for (const text of [ended.stdout, ended.stderr]) expect(text.match(/CQ612/g)).toHaveLength(1);
  expect(ended.stdout + ended.stderr).toContain('ann@elsewhere');
  expect(pbx.queues.size).toBeLessThan(8);
  expect(existsSync(path('state.json.lock'))).toBe(true);
});

/** As a shell with that umask runs it. */
async function runWithUmask(mask: string, ...args: string[]): Promise<void> {
  const script = `umask ${mask}; exec "$0" "$@"`;
  await promisify(execFile)('sh', ['-c', script, process.execPath, BIN, ...args], {
    cwd: project.folder,
    env: { PATH: process.env['PATH'], ...project.env },
  });
}
const modeOf = async (file: string) => ((await stat(join(project.folder, file))).mode & 0o777).toString(8);

test.each(['022', '000'])(
  'state, plans and the embedded PBX are their owner’s alone: umask %s',
  async (mask) => {
    await runWithUmask(mask, 'plan', '--out', 'a.cqplan');
    await runWithUmask(mask, 'apply', 'a.cqplan');
    expect(await modeOf('a.cqplan')).toBe('600');
    expect(await modeOf('.cqctl')).toBe('700');
    expect(await modeOf('.cqctl/state.json')).toBe('600');
    await chmod(path('state.json'), 0o644);
    await chmod(join(project.folder, 'a.cqplan'), 0o644);
    await chmod(join(project.folder, '.cqctl'), 0o755);
    await project.write('cqctl.yaml', yaml(9));
    await runWithUmask(mask, 'plan', '--out', 'a.cqplan');
    await runWithUmask(mask, 'apply', 'a.cqplan');
    for (const file of ['a.cqplan', '.cqctl/state.json', '.cqctl/state.json.backup']) {
      expect(await modeOf(file)).toBe('600');
    }
    expect(await modeOf('.cqctl')).toBe('700');
    await project.write('cqctl.yaml', 'version: 1\nstate: { path: other/state.json }\n');
    await runWithUmask(mask, 'plan');
    for (const file of ['pbx.mdb', 'pbx.mdb-lock']) expect(await modeOf(`.cqctl/${file}`)).toBe('600');
  },
);

test('two links to one state: two runs at once are one after the other, or refused', async () => {
  await project.run('apply', '--auto-approve');
  await mkdir(join(project.folder, 'real'));
  await rename(path('state.json'), join(project.folder, 'real', 'state.json'));
  const ended = await Promise.all(
    ['a', 'b'].map(async (name, at) => {
      await symlink(join('real', 'state.json'), join(project.folder, `${name}.json`));
      const text = `${yaml(8 + 2 * at)}  z: { extension_number: "8200" }\nstate: { path: ${name}.json }\n`;
      await project.write(`${name}.yaml`, text);
      pbx.latencyMs = 300;
      return project.run('apply', '--auto-approve', '-f', `${name}.yaml`);
    }),
  );
  expect(ended.map(({ code }) => code).sort(), ended.map(({ stderr }) => stderr).join()).toEqual([0, 3]);
});

test('a link that leads nowhere, and a pipe, in the place of the state are told at once', async () => {
  await project.write('cqctl.yaml', `${yaml(2)}state: { path: state.json }\n`);
  const place = join(project.folder, 'state.json');
  await symlink(join(project.folder, 'unmounted', 'state.json'), place);
  for (const args of [['plan'], ['apply', '--auto-approve'], ['state', 'list']]) {
    const { code, stderr } = await project.run(...args);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('CQ615');
  }
  await rm(place);
  execFileSync('mkfifo', [place]);
  for (const args of [['plan'], ['apply', '--auto-approve'], ['state', 'list']]) {
    const { code, stderr } = await project.run(...args);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('is a pipe or a device');
  }
  expect(pbx.queues.size).toBe(0);
});

test('a state that is something else is told as what it is, by every command that reads it', async () => {
  await project.run('apply', '--auto-approve');
  const good = await readFile(path('state.json'), 'utf8');
  const terraform = JSON.stringify({
    version: 4,
    terraform_version: '1.9.0',
    lineage: 'x',
    serial: 1,
    resources: [],
  });
  const cases: [bytes: string | Buffer, code: string, said: string][] = [
    [`<<<<<<< HEAD\n${good}=======\n${good}>>>>>>> other\n`, 'CQ601', 'the marks of a merge in line 1'],
    [`\ufeff${good}`, 'CQ601', 'a byte order mark'],
    [Buffer.from(`\ufeff${good}`, 'utf16le'), 'CQ601', 'it is UTF-16'],
    [terraform, 'CQ616', 'a state of Terraform'],
  ];
  for (const [bytes, code, said] of cases) {
    await writeFile(path('state.json'), bytes);
    for (const args of [['plan'], ['state', 'list'], ['apply', '--auto-approve']]) {
      const ended = await project.run(...args);
      expect(ended.code, ended.stderr).toBe(1);
      expect(ended.stderr).toContain(code);
      expect(ended.stderr).toContain(said);
    }
    expect((await readFile(path('state.json'))).equals(Buffer.from(bytes as never))).toBe(true);
    await writeFile(join(project.folder, 'pushed.json'), bytes);
    expect((await project.run('state', 'push', 'pushed.json', '--force')).stderr).toContain(said);
  }
  await writeFile(join(project.folder, 'good.json'), good);
  const forced = await project.run('state', 'push', 'good.json', '--force');
  expect(forced.code).toBe(1);
  expect(await readFile(path('state.json'), 'utf8')).toBe(terraform);
});

test('a cut or damaged data file of the embedded PBX is an error with a way out, never a signal', async () => {
  const text = yaml(60).replace(/target: .*/, '');
  await project.write('cqctl.yaml', text);
  expect((await project.run('apply', '--auto-approve')).code).toBe(0);
  const whole = await readFile(path('pbx.mdb'));
  for (const length of [100, 4096, 20_000]) {
    await writeFile(path('pbx.mdb'), whole.subarray(0, length));
    const { code, stderr } = await project.run('plan');
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('CQ921');
    expect(stderr).toContain('it was cut');
    expect(stderr).toContain('-lock');
  }
  // The first pages are as they were, and what they lead to is not.
  const page = whole.readUInt32LE(48);
  const overwritten = Buffer.concat([
    whole.subarray(0, 2 * page),
    Buffer.alloc(whole.length - 2 * page, 0xff),
  ]);
  await writeFile(path('pbx.mdb'), overwritten);
  const { code, stderr } = await project.run('plan');
  expect(code, stderr).toBe(1);
  expect(stderr).toContain('CQ921');
  expect(stderr).not.toContain('MDB_');
  await rm(path('pbx.mdb'));
  await rm(path('pbx.mdb-lock'));
  expect((await project.run('apply', '--auto-approve')).code).toBe(0);
});

test('where the file system has no hard links, one of two applies works and the other says who holds the lock', async () => {
  await project.write(
    'no-links.mjs',
    `import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
promises.link = async () => { throw Object.assign(new Error('no links'), { code: 'EPERM' }); };
syncBuiltinESMExports();
`,
  );
  Object.assign(project.env, { NODE_OPTIONS: `--import ${join(project.folder, 'no-links.mjs')}` });
  pbx.latencyMs = 200;
  const ended = await Promise.all([1, 2].map(() => project.run('apply', '--auto-approve')));
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 3]);
  expect(ended.find(({ code }) => code === 3)?.stderr).toMatch(/locked by \S+@/);
  expect(existsSync(path('state.json.lock'))).toBe(false);
  expect(pbx.queues.size).toBe(8);
});

test('a committed lock of another machine is said to be one, with the way out; without it the state is warned of', async () => {
  await project.run('apply', '--auto-approve');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: project.folder,
      stdio: 'pipe',
    });
  const holder = {
    id: 'x',
    who: 'ann@elsewhere (pid 7)',
    host: 'elsewhere',
    pid: 7,
    operation: 'apply',
    since: '2026',
  };
  const lock = JSON.stringify(holder);
  await writeFile(path('state.json.lock'), lock);
  const alone = await project.run('apply', '--auto-approve');
  expect(alone.stderr).toContain('CQ610');
  git('init', '-q');
  expect((await project.run('apply', '--auto-approve')).stderr).toContain('CQ610');
  git('add', '-f', '.cqctl');
  const blocked = await project.run('apply', '--auto-approve');
  expect(blocked.code).toBe(3);
  expect(blocked.stderr).toContain('CQ617');
  expect(blocked.stderr).toContain('ann@elsewhere');
  expect(blocked.stderr).toContain('git rm -r --cached .cqctl');
  expect((await project.run('state', 'unlock')).code).toBe(0);
  const warned = await project.run('apply', '--auto-approve');
  expect(warned.code, warned.stderr).toBe(0);
  expect(warned.stderr).toContain('CQ617');
  git('rm', '-r', '-q', '--cached', '.cqctl');
  const quiet = await project.run('apply', '--auto-approve');
  expect(quiet.code).toBe(0);
  expect(quiet.stderr).not.toContain('CQ617');
});
