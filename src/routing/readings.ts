/** Converts `routing:` settings to the engine's readings and back for reports. */

import type { Readings } from '../engine/config.ts';
import { parseDurationMs } from '../kinds/duration.ts';
import { ROUND_GAP, ROUTING_SETTINGS } from '../kinds/routing.ts';
import type { JsonObject } from '../model/json.ts';
import type { PrintedReadings } from '../model/simulation.ts';

type SettingName = keyof typeof ROUTING_SETTINGS;

/** Merges checked settings: later ones win, and missing ones are those of the API reference. */
export function printReadings(...written: readonly JsonObject[]): PrintedReadings {
  const readings: PrintedReadings = {};
  for (const [name, { values }] of Object.entries(ROUTING_SETTINGS)) readings[name] = values[0];
  readings[ROUND_GAP.name] = ROUND_GAP.default;
  for (const settings of written) {
    for (const [name, value] of Object.entries(settings)) {
      if (value !== null) readings[name] = typeof value === 'boolean' ? value : String(value);
    }
  }
  return readings;
}

export function readReadings(printed: PrintedReadings): Readings {
  const chosen = <Name extends SettingName>(name: Name) =>
    (printed[name] ?? ROUTING_SETTINGS[name].values[0]) as (typeof ROUTING_SETTINGS)[Name]['values'][number];
  const gap = printed[ROUND_GAP.name] ?? ROUND_GAP.default;
  const seconds = Number(gap);
  return {
    skillOrder: chosen('skill_order'),
    leastWorked: chosen('least_worked'),
    nextSkillGroup: chosen('next_skill_group'),
    afterOtherCall: chosen('after_other_call'),
    unstaffedCheck: chosen('unstaffed_check'),
    sharedAgent: chosen('shared_agent'),
    roundGapMs: parseDurationMs(Number.isNaN(seconds) ? String(gap) : seconds) ?? 0,
    maxCallersZero: chosen('max_callers_zero'),
    wrapUpWithAutoReady: chosen('wrap_up_with_auto_ready'),
    lateJoin: chosen('late_join'),
  };
}

/** The pause that is tried if none is in force. */
const OTHER_GAP = '5s';

/** Every reading that is not in force, as settings that override the current ones. */
export function otherReadings(printed: PrintedReadings): { setting: string; other: string | boolean }[] {
  const choices = Object.entries(ROUTING_SETTINGS).flatMap(([setting, { values }]) =>
    (values as readonly (string | boolean)[])
      .filter((value) => value !== printed[setting])
      .map((other) => ({ setting, other })),
  );
  const isPaused = readReadings(printed).roundGapMs > 0;
  return [...choices, { setting: ROUND_GAP.name, other: isPaused ? ROUND_GAP.default : OTHER_GAP }];
}
