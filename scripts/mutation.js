/**
 * Makes the code wrong in one place at a time, and looks whether a test notices: `npm run mutation -- --room kinds --minutes 10`.
 *
 * Files are tried in an order that the seed decides, a few at a time, until the time is over; the report is about what was
 * tried by then. Everything is done in a copy, in the folder of the system for temporary files.
 */

import { fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { refusedOf } from './mutation/refused.js';
import { MISSED, renderReport } from './mutation/report.js';
import { ROOMS } from './mutation/rooms.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Each round runs the tests twice without a mutant; more files a round are fewer such runs. */
const FILES_OF_A_ROUND = 16;
const HELP = `npm run mutation -- [options]

  --room ROOMS   some of them, with commas: ${Object.keys(ROOMS).join(', ')} (default: all)
  --minutes N    how long; ends by itself then (default: 30)
  --file TEXT    only files whose path has this text in it
  --concurrency N  how many mutants at a time (default: 2)
  --out FILE     adds what became of each mutant there, a line of JSON each
  --seed N       what the order of the files is drawn from; printed when it is left out
`;

const { values } = parseArgs({
  options: {
    room: { type: 'string', default: Object.keys(ROOMS).join(',') },
    minutes: { type: 'string', default: '30' },
    file: { type: 'string', default: '' },
    concurrency: { type: 'string', default: '2' },
    out: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const rooms = values.room.split(',').filter((name) => name !== '');
const rounds = shuffle(rooms.filter((room) => Object.hasOwn(ROOMS, room)).flatMap(roundsOf));
const unknown = rooms.find((room) => !Object.hasOwn(ROOMS, room));
const mistakes = [
  [!(minutes > 0 && Number.isInteger(seed)), '--minutes and --seed are numbers'],
  [unknown !== undefined, `there is no room ${unknown}`],
  [rounds.length === 0, 'no file is to be tried'],
];
const mistake = mistakes.find(([holds]) => holds);
if (mistake !== undefined) {
  process.stderr.write(`${mistake[1]}\n\n${HELP}`);
  process.exit(64);
}

process.stdout.write(`seed ${seed}, ${minutes} minutes\n`);
const started = Date.now();
const deadline = started + minutes * 60_000;
const temporary = mkdtempSync(join(tmpdir(), 'cqctl-mutation-'));
const tried = { mutants: [], planned: 0, rounds: 0, failed: [] };
let running;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(130));
try {
  for (const round of rounds) {
    if (Date.now() >= deadline) break;
    await play(round);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
const missed = tried.mutants.filter(({ status }) => MISSED.includes(status));
for (const mutant of refusedOf(root, missed)) mutant.status = 'Refused';
const left = rounds.slice(tried.rounds).flatMap(({ files }) => files);
process.stdout.write(renderReport({ ...tried, left, minutes: (Date.now() - started) / 60_000 }));
process.exitCode = tried.failed.length > 0 || tried.mutants.length === 0 ? 1 : 0;

/** The files of a room, a few at a time. */
function roundsOf(room) {
  const files = readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${room}/${name}`.replaceAll('\\', '/'))
    .filter((path) => path.includes(values.file));
  const inOrder = shuffle(files.sort());
  const count = Math.ceil(inOrder.length / FILES_OF_A_ROUND);
  return Array.from({ length: count }, (_, at) => ({
    tests: ROOMS[room],
    files: inOrder.slice(at * FILES_OF_A_ROUND, (at + 1) * FILES_OF_A_ROUND),
  }));
}

/** As Fisher and Yates do, with a generator of Park and Miller. */
function shuffle(list) {
  let drawn = (Math.abs(seed) % 2_147_483_646) + 1;
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last--) {
    drawn = (drawn * 48_271) % 2_147_483_647;
    const other = drawn % (last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

/** Ends with the round, or with the time. */
async function play({ files, tests }) {
  process.stdout.write(`${files.join(' ')}\n`);
  const argument = JSON.stringify({ files, tests, temporary, concurrency: Number(values.concurrency) });
  // A group of processes of its own: the runners of tests are ended with it.
  running = fork(join(root, 'scripts/mutation/round.js'), [argument], { cwd: root, detached: true });
  let planned = 0;
  running.on('message', (message) => {
    if (message.mutant !== undefined) note(message.mutant);
    else planned = message.planned;
  });
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    endRunning();
  }, deadline - Date.now());
  const code = await new Promise((resolve) => running.once('exit', resolve));
  clearTimeout(timer);
  endRunning();
  running = undefined;
  tried.rounds++;
  tried.planned += planned;
  if (code !== 0 && !isOver) tried.failed.push(...files);
}

function note(mutant) {
  tried.mutants.push(mutant);
  if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify(mutant)}\n`);
}

function endRunning() {
  try {
    process.kill(-running.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function stop(code) {
  if (running !== undefined) endRunning();
  rmSync(temporary, { recursive: true, force: true });
  process.exit(code);
}
