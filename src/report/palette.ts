/** Colours by meaning, so that no reporter names one; without colour each function gives its text back. */

import picocolors from 'picocolors';

type Paint = (text: string) => string;

export interface Palette {
  bold: Paint;
  dim: Paint;
  create: Paint;
  update: Paint;
  replace: Paint;
  destroy: Paint;
  adopt: Paint;
  move: Paint;
  error: Paint;
  warning: Paint;
  good: Paint;
  place: Paint;
}

export function createPalette(isColored: boolean): Palette {
  const colors = picocolors.createColors(isColored);
  return {
    bold: colors.bold,
    dim: colors.dim,
    create: colors.green,
    update: colors.yellow,
    replace: colors.magenta,
    destroy: colors.red,
    adopt: colors.cyan,
    move: colors.blue,
    error: colors.red,
    warning: colors.yellow,
    good: colors.green,
    place: colors.cyan,
  };
}

/** How a text report is to look. */
export interface TextStyle {
  color: boolean;
  /** Columns. Only what can be shortened obeys. */
  width: number;
}
