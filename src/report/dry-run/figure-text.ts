/** Figures as people read them. */

/** What is not there. */
export const NOTHING = '–';

/** `12.3 s`, `4 m 05 s`, `1 h 02 m`. */
export function secondsText(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  const sign = seconds < 0 ? '-' : '';
  const size = Math.abs(seconds);
  if (size < 59.95) return `${sign}${trimmed(size, 1)} s`;
  const whole = Math.round(size);
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)} m ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${sign}${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
}

/** `83.1 %`. */
export function shareText(share: number | null): string {
  return share === null ? NOTHING : `${(share * 100).toFixed(1)} %`;
}

/** Counts are whole; means of counts have a digit. */
export function countText(count: number | null): string {
  if (count === null) return NOTHING;
  return Number.isInteger(count) ? String(count) : trimmed(count, Math.abs(count) < 10 ? 2 : 1);
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}

const SHARES = new Set(['service_level.value', 'abandonment_rate', 'delayed_rate', 'occupancy']);

function isTime(figure: string): boolean {
  return figure.startsWith('wait_s.') || figure.startsWith('talk_s') || figure === 'asa_s';
}

/** A figure by its dotted name, as in `wait_s.p90`. */
export function figureText(figure: string, value: number | null): string {
  if (SHARES.has(figure)) return shareText(value);
  return isTime(figure) ? secondsText(value) : countText(value);
}

/** The same with a sign; of shares the points, since 5 % more of 50 % is something else. */
export function changeText(figure: string, value: number | null): string {
  if (value === null) return NOTHING;
  const text = SHARES.has(figure) ? `${(value * 100).toFixed(1)} pts` : figureText(figure, value);
  return value > 0 ? `+${text}` : text;
}

/** Half of an interval: `± 1.2 s`. */
export function spreadText(figure: string, interval: readonly [number, number] | null | undefined): string {
  if (interval === null || interval === undefined) return '';
  const half = (interval[1] - interval[0]) / 2;
  return `± ${SHARES.has(figure) ? `${(half * 100).toFixed(1)} pts` : figureText(figure, half)}`;
}

const TITLES: { readonly [figure: string]: string } = {
  offered: 'offered',
  answered: 'answered',
  abandoned: 'abandoned',
  timed_out: 'timed out',
  overflowed: 'overflowed',
  unstaffed: 'unstaffed',
  night: 'night',
  callbacks: 'callbacks',
  'service_level.value': 'service level',
  asa_s: 'speed of answer',
  abandonment_rate: 'abandonment',
  'wait_s.mean': 'mean wait',
  'wait_s.p50': 'median wait',
  'wait_s.p90': '90 % wait less than',
  'wait_s.p95': '95 % wait less than',
  'wait_s.p99': '99 % wait less than',
  'wait_s.max': 'longest wait',
  delayed_rate: 'found nobody free',
  'queue_length.mean': 'mean queue',
  'queue_length.max': 'longest queue',
  'talk_s.mean': 'mean talk',
  rung: 'rung',
  missed: 'missed',
  talk_s: 'talk',
  occupancy: 'occupancy',
};

export function figureTitle(figure: string): string {
  return TITLES[figure] ?? figure;
}
