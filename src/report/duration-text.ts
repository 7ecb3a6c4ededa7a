/** Seconds as people read them, in the two greatest units: `12.3 s`, `4 min 5 s`, `5 min`, `1 h 2 min`. */
export function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '-' : '';
  if (size < 59.95) return `${sign}${Number(size.toFixed(1))} s`;
  const whole = Math.round(size);
  if (whole < 3600) return sign + join(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return sign + join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function join(many: number, unit: string, rest: number, smaller: string): string {
  return `${many} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}
