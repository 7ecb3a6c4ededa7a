/** Dates and times as people write them. Without a zone they are taken as they are: a scenario has one clock. */

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|([+-])(\d{2}):(\d{2}))?$/;

/** Ms since 1970, as if it were UTC where no zone is written; undefined for what is no date and time. */
export function parseWallClockMs(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const ms = Number((match[7] ?? '').padEnd(3, '0'));
  const date = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6), ms);
  const isReal = new Date(date).toISOString().slice(0, 16) === `${text.slice(0, 10)}T${text.slice(11, 16)}`;
  if (!isReal || part(6) > 59) return undefined;
  const offsetMs = (part(10) * 60 + part(11)) * 60_000;
  return match[9] === '-' ? date + offsetMs : date - offsetMs;
}
