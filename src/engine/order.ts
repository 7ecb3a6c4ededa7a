/**
 * The order at one instant: classes of events, first to last, and the kinds of event in each.
 *
 * Plain constants, not an object: they stand in the innermost loop.
 */

export const CLASS_ANSWER = 0;
/** Ends of calls and wrap-ups, shifts, status changes. */
export const CLASS_AGENT = 1;
export const CLASS_RING_END = 2;
export const CLASS_HANG_UP = 3;
export const CLASS_MAX_WAITING = 4;
export const CLASS_CALLBACK_PRESS = 5;
/** Announcements, ends of intros and of pauses between rounds. Arrivals come after these. */
export const CLASS_ANNOUNCEMENT = 6;

/** Subject: a call; stamp: its ring. */
export const ANSWER = 0;
export const RING_END = 1;
/** Subject: an agent; stamp: the agent's. */
export const TALK_END = 2;
export const WRAP_UP_END = 3;
export const OTHER_CALL_END = 4;
/** Subject: the index of a scenario event. */
export const SCENARIO = 5;
/** Subject: a queue. */
export const MAX_WAITING = 6;
/** Subject: a call; stamp: its visit. */
export const HANG_UP = 7;
export const PRESS_3 = 8;
export const POSITION = 9;
export const INTRO_END = 10;
export const ROUND_START = 11;
