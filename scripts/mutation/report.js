/** What came of the mutants that were tried, for people. */

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

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

/** The share of mutants that a test noticed. Those that never ran say nothing about tests. */
function renderScore(name, mutants) {
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const all = noticed + mutants.filter(({ status }) => MISSED.includes(status)).length;
  const share = all === 0 ? 'none ran' : `${((100 * noticed) / all).toFixed(1)} %`;
  return `${name}: ${share} (${noticed} of ${all} noticed)`;
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
