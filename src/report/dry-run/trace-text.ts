/** What happened to each call, as a story that can be read aloud. */

import type { CallResult, CallStep } from '../../model/simulation.ts';
import { createPalette, type Palette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { secondsText } from './figure-text.ts';

/** More than anybody reads; the other formats have them all. */
const MOST_CALLS = 200;

export function renderTraces(calls: readonly CallResult[], style: TextStyle): string {
  const palette = createPalette(style.color);
  const left = calls.length - MOST_CALLS;
  const note = left > 0 ? palette.dim(`and ${left} more calls; --format json has them all\n`) : '';
  return (
    calls
      .slice(0, MOST_CALLS)
      .map((call) => renderTrace(call, palette))
      .join('\n') + note
  );
}

export function renderTrace(call: CallResult, palette: Palette): string {
  const by = call.by === null ? '' : ` by ${printable(call.by)}`;
  const outcome = (call.outcome ?? 'still inside').replace('_', ' ');
  const title = `${palette.bold(printable(call.id))} to ${printable(call.queue)}: ${outcome}${by} after ${secondsText(call.wait_s)}`;
  const steps = call.steps.map((step) => {
    const clock = clockText(step.t).padStart(10);
    return `  ${palette.dim(clock)}  ${describeStep(step)}`;
  });
  return `${[title, ...steps].join('\n')}\n`;
}

/** `1:02:03.5` from the start of the scenario. */
function clockText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = seconds % 60;
  const whole = String(Math.floor(rest)).padStart(2, '0');
  const part = Math.round((rest % 1) * 1000);
  const fraction = part === 0 ? '' : `.${String(part).padStart(3, '0').replace(/0+$/, '')}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${whole}${fraction}`;
}

const WHY: { readonly [why: string]: string } = {
  unavailable: 'no longer available',
  answered_elsewhere: 'somebody else answered',
  caller_left: 'the caller left',
};

/** One line. */
export function describeStep(step: CallStep): string {
  const { agent, agents, position, queue, sticky, vip, wait_s, why } = step;
  switch (step.event) {
    case 'queued':
      return `enters ${text(queue)} at position ${text(position)}${vip === true ? ', vip' : ''}`;
    case 'ring':
      return `rings ${text(agents)}${sticky === true ? ', who answered this caller last' : ''}`;
    case 'join':
      return `rings ${text(agents)} too`;
    case 'no_answer':
      return `no answer from ${text(agents)}`;
    case 'stop':
      return `stops ringing ${text(agents)}: ${WHY[String(why)] ?? text(why)}`;
    case 'answered':
      return `${text(agent)} answers`;
    case 'called_back':
      return `${text(agent)} calls back`;
    case 'talk_over':
      return `${text(agent)} hangs up`;
    case 'position':
      return `hears: position ${text(position)}`;
    case 'callback':
      return 'asks to be called back and keeps the place';
    case 'intro_over':
      return 'the introduction is over';
    case 'abandoned':
      return `gives up after ${secondsText(Number(wait_s))}`;
    case 'timed_out':
      return `has waited for the longest time, ${secondsText(Number(wait_s))}`;
    case 'overflowed':
      return `finds ${text(queue)} full`;
    case 'unstaffed':
      return `finds nobody online in ${text(queue)}`;
    case 'night':
      return `finds ${text(queue)} in night mode`;
    case 'forward':
      return describeForward(step);
    case 'loop':
      return 'has been forwarded too often; the call ends';
    default:
      return printable(step.event.replaceAll('_', ' '));
  }
}

/** A detail of a step; lists of agents with commas. */
function text(detail: CallStep[string] | undefined): string {
  return printable(Array.isArray(detail) ? detail.join(', ') : String(detail ?? ''));
}

function describeForward({ action, number, queue }: CallStep): string {
  const to = queue === undefined ? text(number) : `${text(queue)} (${text(number)})`;
  if (action === 'FORWARD_TO_NUMBER') return `is forwarded to ${to}`;
  return action === 'FORWARD_TO_VOICEMAIL' ? `is forwarded to voicemail ${to}`.trimEnd() : 'is hung up';
}
