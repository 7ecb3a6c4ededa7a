/**
 * Shows an apply while it runs. On a terminal one line at the bottom tells what is running, and finished steps scroll
 * up above it; elsewhere there is a line for each finished step and a sign of life when nothing was written for a
 * while, since CI systems end jobs that are silent.
 */

import type { Action } from '../../model/plan.ts';
import type { ApplyEvent } from '../../model/step.ts';
import { describeRunning, renderEventLine } from '../../report/apply-text.ts';
import { createPalette } from '../../report/palette.ts';
import { truncate } from '../../report/sanitize.ts';
import type { Output } from '../output/output.ts';

const HEARTBEAT_MS = 10_000;
const REDRAW_MS = 100;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const ENDS: ReadonlySet<ApplyEvent['type']> = new Set([
  'step_done',
  'step_unsaved',
  'step_failed',
  'step_skipped',
]);

export interface Progress {
  onEvent(event: ApplyEvent): void;
  stop(): void;
}

export function createProgress(output: Output, total: number, now: () => number = Date.now): Progress {
  const palette = createPalette(output.messageStyle.color);
  const running = new Map<string, { action: Action; since: number }>();
  const hints = new Set<string>();
  let [finished, frame, lastWrite] = [0, 0, now()];
  const started = now();

  const describeState = () => {
    const names = [...running].map(([address, { action }]) => describeRunning(address, action));
    return `${finished}/${total}  ${names.length > 0 ? names.join(', ') : 'saving'}`;
  };
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    output.showLive(`${FRAMES[frame]} ${describeState()}`);
  };
  const beat = () => {
    if (now() - lastWrite < HEARTBEAT_MS) return;
    lastWrite = now();
    const seconds = Math.round((now() - started) / 1000);
    output.err(
      `still applying after ${seconds} s: ${truncate(describeState(), output.messageStyle.width)}\n`,
    );
  };
  const timer = output.isLive ? setInterval(draw, REDRAW_MS) : setInterval(beat, 1000);
  timer.unref();

  return {
    onEvent(event) {
      if (event.type === 'step_start') running.set(event.address, { action: event.action, since: now() });
      if (ENDS.has(event.type) && 'address' in event && event.address !== undefined) {
        running.delete(event.address);
        finished++;
      }
      const line = renderEventLine(withoutKnownHint(event, hints), palette);
      if (line === undefined) return;
      lastWrite = now();
      output.err(line);
    },
    stop() {
      clearInterval(timer);
      output.showLive(undefined);
    },
  };
}

/** Many steps may fail alike; what to do about it is told with the first. */
function withoutKnownHint(event: ApplyEvent, known: Set<string>): ApplyEvent {
  if (event.type !== 'step_failed' || event.error.hint === undefined) return event;
  const { hint, ...error } = event.error;
  if (known.has(hint)) return { ...event, error };
  known.add(hint);
  return event;
}
