/**
 * Figures of one run, by queue and by agent, in constant memory.
 *
 * A call counts where it entered its queue at or after `fromMs` (the warm-up is left out); times of agents and the
 * length of the queue are taken between `fromMs` and `untilMs`, when arrivals stop. Kept in typed arrays by index:
 * adding to them is what the engine does most.
 */

import { OUTCOMES, type Outcome } from '../model/simulation.ts';
import { Clock } from './clock.ts';
import { Histogram } from './histogram.ts';
import { Timeline, type TimelineFigures } from './timeline.ts';

/** Outcomes by their place in OUTCOMES. */
export const ANSWERED = 0;
export const ABANDONED = 1;
export const TIMED_OUT = 2;
export const OVERFLOWED = 3;
export const UNSTAFFED = 4;
export const NIGHT = 5;
export const CALLBACK = 6;

export interface Window {
  fromMs: number;
  untilMs: number;
}

export interface QueueFigures {
  offered: number;
  outcomes: { [name in Outcome]: number };
  /** Answered within the threshold. */
  inTime: number;
  /** Calls admitted to the queue, and how many of them found no agent available. */
  admitted: number;
  delayed: number;
  /** Of every offered call, ms. */
  waits: Histogram;
  /** Sum over answered calls. */
  answerWaitMs: number;
  talkMs: number;
  /** Waiting calls, ringing included, averaged over the window. */
  lengthMean: number;
  lengthMax: number;
}

export interface AgentFigures {
  rung: number;
  answered: number;
  missed: number;
  ringMs: number;
  talkMs: number;
  wrapUpMs: number;
  shiftMs: number;
}

export class Statistics {
  readonly window: Window;
  /** Shared with the engine. */
  readonly clock = new Clock();
  private readonly fromMs: number;
  private readonly untilMs: number;
  events = 0;
  calls = 0;
  private readonly thresholdsMs: Float64Array;
  private readonly offeredCount: Float64Array;
  private readonly outcomes: Float64Array;
  private readonly inTime: Float64Array;
  private readonly admittedCount: Float64Array;
  private readonly delayed: Float64Array;
  private readonly waits: Histogram[];
  private readonly answerWaitMs: Float64Array;
  private readonly talkMs: Float64Array;
  private readonly waiting: Float64Array;
  private readonly waitingSince: Float64Array;
  private readonly lengthArea: Float64Array;
  private readonly lengthMax: Float64Array;
  private readonly rungCount: Float64Array;
  private readonly answeredCount: Float64Array;
  private readonly missedCount: Float64Array;
  private readonly agentRingMs: Float64Array;
  private readonly agentTalkMs: Float64Array;
  private readonly agentWrapUpMs: Float64Array;
  private readonly shiftMs: Float64Array;
  private readonly course: Timeline | null;

  /** `thresholdsMs`: by queue, within what an answer is in time. With `intervals` the course of the run is kept in as many. */
  constructor(
    queues: number,
    agents: number,
    thresholdsMs: readonly number[],
    window: Window,
    intervals = 0,
  ) {
    this.window = window;
    this.fromMs = window.fromMs;
    this.untilMs = window.untilMs;
    this.course = intervals > 0 ? new Timeline(queues, agents, window, intervals) : null;
    this.thresholdsMs = Float64Array.from(thresholdsMs);
    this.offeredCount = new Float64Array(queues);
    this.outcomes = new Float64Array(queues * OUTCOMES.length);
    this.inTime = new Float64Array(queues);
    this.admittedCount = new Float64Array(queues);
    this.delayed = new Float64Array(queues);
    this.waits = Array.from({ length: queues }, () => new Histogram());
    this.answerWaitMs = new Float64Array(queues);
    this.talkMs = new Float64Array(queues);
    this.waiting = new Float64Array(queues);
    this.waitingSince = new Float64Array(queues);
    this.lengthArea = new Float64Array(queues);
    this.lengthMax = new Float64Array(queues);
    this.rungCount = new Float64Array(agents);
    this.answeredCount = new Float64Array(agents);
    this.missedCount = new Float64Array(agents);
    this.agentRingMs = new Float64Array(agents);
    this.agentTalkMs = new Float64Array(agents);
    this.agentWrapUpMs = new Float64Array(agents);
    this.shiftMs = new Float64Array(agents);
  }

  /** Null unless it was asked for. */
  get timeline(): TimelineFigures | null {
    return this.course?.figures ?? null;
  }

  queue(queue: number): QueueFigures {
    const at = (array: Float64Array): number => array[queue] as number;
    const outcome = (name: Outcome, index: number): [Outcome, number] => [
      name,
      this.outcomes[queue * OUTCOMES.length + index] as number,
    ];
    const spanMs = this.window.untilMs - this.window.fromMs;
    return {
      offered: at(this.offeredCount),
      outcomes: Object.fromEntries(OUTCOMES.map(outcome)) as QueueFigures['outcomes'],
      inTime: at(this.inTime),
      admitted: at(this.admittedCount),
      delayed: at(this.delayed),
      waits: this.waits[queue] as Histogram,
      answerWaitMs: at(this.answerWaitMs),
      talkMs: at(this.talkMs),
      lengthMean: spanMs > 0 ? at(this.lengthArea) / spanMs : 0,
      lengthMax: at(this.lengthMax),
    };
  }

  agent(agent: number): AgentFigures {
    return {
      rung: this.rungCount[agent] as number,
      answered: this.answeredCount[agent] as number,
      missed: this.missedCount[agent] as number,
      ringMs: this.agentRingMs[agent] as number,
      talkMs: this.agentTalkMs[agent] as number,
      wrapUpMs: this.agentWrapUpMs[agent] as number,
      shiftMs: this.shiftMs[agent] as number,
    };
  }

  /** A call comes to a queue. */
  offered(queue: number): void {
    const { nowMs } = this.clock;
    if (nowMs >= this.fromMs) this.offeredCount[queue]!++;
    if (this.course !== null) this.course.offered(queue, nowMs);
  }

  /** The call is admitted; `isDelayed`: it found no agent available. */
  admitted(queue: number, isDelayed: boolean): void {
    if (this.clock.nowMs < this.fromMs) return;
    this.admittedCount[queue]!++;
    if (isDelayed) this.delayed[queue]!++;
  }

  /** A call's visit ends after `waitMs`; `outcome` by its place in OUTCOMES. */
  ended(queue: number, outcome: number, waitMs: number): void {
    const enteredMs = this.clock.nowMs - waitMs;
    if (enteredMs < this.fromMs) return;
    this.outcomes[queue * OUTCOMES.length + outcome]!++;
    (this.waits[queue] as Histogram).add(waitMs);
    if (outcome !== ANSWERED) return;
    this.answerWaitMs[queue]! += waitMs;
    const isInTime = waitMs <= (this.thresholdsMs[queue] as number);
    if (isInTime) this.inTime[queue]!++;
    if (this.course !== null) this.course.answered(queue, enteredMs, isInTime);
  }

  /** A call is answered after `waitMs` and will talk for `talkMs`. */
  talked(queue: number, waitMs: number, talkMs: number): void {
    if (this.clock.nowMs - waitMs >= this.fromMs) this.talkMs[queue]! += talkMs;
  }

  /** A caller began (1) or stopped (-1) waiting; 0 adds the time until now. */
  waitingChanged(queue: number, by: number): void {
    const { nowMs } = this.clock;
    const waiting = this.waiting[queue] as number;
    const sinceMs = this.waitingSince[queue] as number;
    if (waiting > 0) this.lengthArea[queue]! += waiting * this.overlap(sinceMs, nowMs);
    if (this.course !== null) this.course.waited(queue, sinceMs, nowMs, waiting, by);
    this.waitingSince[queue] = nowMs;
    this.waiting[queue] = waiting + by;
    if (waiting + by > (this.lengthMax[queue] as number) && nowMs >= this.fromMs) {
      this.lengthMax[queue] = waiting + by;
    }
  }

  rung(agent: number): void {
    if (this.clock.nowMs >= this.fromMs) this.rungCount[agent]!++;
  }

  answeredBy(agent: number): void {
    if (this.clock.nowMs >= this.fromMs) this.answeredCount[agent]!++;
  }

  missed(agent: number): void {
    if (this.clock.nowMs >= this.fromMs) this.missedCount[agent]!++;
  }

  /** An agent's activity of `spanMs` that ends now. */
  rangFor(agent: number, spanMs: number): void {
    this.agentRingMs[agent]! += this.inWindow(spanMs);
  }

  talkedFor(agent: number, spanMs: number): void {
    this.agentTalkMs[agent]! += this.inWindow(spanMs);
    if (this.course !== null) this.spread(this.course.figures.talkMs, agent, spanMs);
  }

  wrappedUpFor(agent: number, spanMs: number): void {
    this.agentWrapUpMs[agent]! += this.inWindow(spanMs);
    if (this.course !== null) this.spread(this.course.figures.wrapUpMs, agent, spanMs);
  }

  wasOnShiftFor(agent: number, spanMs: number): void {
    this.shiftMs[agent]! += this.inWindow(spanMs);
    if (this.course !== null) this.spread(this.course.figures.shiftMs, agent, spanMs);
  }

  private spread(figure: Float64Array, agent: number, spanMs: number): void {
    this.course?.spread(figure, agent, this.clock.nowMs - spanMs, this.clock.nowMs);
  }

  /** How much of a span up to now lies in the window, ms. */
  private inWindow(spanMs: number): number {
    return this.overlap(this.clock.nowMs - spanMs, this.clock.nowMs);
  }

  private overlap(fromMs: number, untilMs: number): number {
    const start = Math.max(fromMs, this.fromMs);
    const end = Math.min(untilMs, this.untilMs);
    return end > start ? end - start : 0;
  }
}
