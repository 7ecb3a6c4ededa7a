/** What came of the mutants that were tried, for people. */

/** Each with how it is said. A mutant without an end runs until it is stopped, although the same test ends without it. */
const NOTICED = { Killed: 'by a test', Timeout: 'without an end', Refused: 'by the compiler' };
export const MISSED = ['Survived', 'NoCoverage'];

/** `failed` and `left`: files that could not be tried, and those that there was no time for. */
export function renderReport({ mutants, planned, failed, left, minutes }) {
  const inOrder = mutants.toSorted(byPlace);
  const survivors = inOrder.filter(({ status }) => MISSED.includes(status));
  const rooms = [...new Set(inOrder.map(roomOf))];
  const lines = [
    '',
    ...survivors.map(renderSurvivor),
    '',
    ...rooms.map((room) =>
      renderScore(
        room,
        inOrder.filter((mutant) => roomOf(mutant) === room),
      ),
    ),
    ...(rooms.length > 1 ? [renderScore('all', inOrder)] : []),
    '',
    `tried ${mutants.length} of the ${planned} mutants of the files that were begun, in ${minutes.toFixed(1)} minutes`,
  ];
  if (left.length > 0) lines.push(`no time for ${left.length} more: ${left.join(' ')}`);
  if (failed.length > 0) lines.push(`not tried, since tests fail without a mutant: ${failed.join(' ')}`);
  return `${lines.join('\n')}\n`;
}

/** The share of mutants that were noticed. Those that never ran say nothing about tests. */
function renderScore(name, mutants) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count(...Object.keys(NOTICED));
  const all = noticed + count(...MISSED);
  const share = all === 0 ? 'none ran' : `${((100 * noticed) / all).toFixed(1)} %`;
  const ways = Object.entries(NOTICED).map(([status, words]) => `${count(status)} ${words}`);
  return `${name}: ${share} (${noticed} of ${all} noticed: ${ways.join(', ')})`;
}

function renderSurvivor({ path, status, start, mutatorName, replacement }) {
  const [first = '', ...rest] = replacement.split('\n');
  const wrong = rest.length === 0 ? first : `${first} …`;
  const why = status === 'NoCoverage' ? 'no test runs it' : 'no test notices';
  return `${path}:${start.line}:${start.column}: ${why}: ${mutatorName}: ${wrong}`;
}

const roomOf = ({ path }) => path.split('/')[1];
const byPlace = (one, other) =>
  compare(one.path, other.path) || one.start.line - other.start.line || one.start.column - other.start.column;
const compare = (one, other) => (one < other ? -1 : Number(one > other));
