/**
 * The course of a run, for plots: figures by queue and by agent in equal intervals over the window.
 *
 * Kept as plain typed arrays, index times intervals plus interval, so that they cross to other threads as they are and
 * add up over replications. What begins outside the window is left out; spans are cut at its ends.
 */

export interface TimelineFigures {
  fromMs: number;
  intervalMs: number;
  intervals: number;
  /** By queue: waiting calls times ms, so that the mean is this by `intervalMs`; and the most at once. */
  waitingMs: Float64Array;
  waitingMax: Float64Array;
  /** By queue, each in the interval in which the call entered. */
  offered: Float64Array;
  answered: Float64Array;
  inTime: Float64Array;
  /** By agent, ms. */
  talkMs: Float64Array;
  wrapUpMs: Float64Array;
  shiftMs: Float64Array;
}

export class Timeline {
  readonly figures: TimelineFigures;
  private readonly untilMs: number;

  constructor(
    queues: number,
    agents: number,
    window: { fromMs: number; untilMs: number },
    intervals: number,
  ) {
    const byQueue = (): Float64Array => new Float64Array(queues * intervals);
    const byAgent = (): Float64Array => new Float64Array(agents * intervals);
    this.untilMs = window.untilMs;
    this.figures = {
      fromMs: window.fromMs,
      intervalMs: (window.untilMs - window.fromMs) / intervals,
      intervals,
      waitingMs: byQueue(),
      waitingMax: byQueue(),
      offered: byQueue(),
      answered: byQueue(),
      inTime: byQueue(),
      talkMs: byAgent(),
      wrapUpMs: byAgent(),
      shiftMs: byAgent(),
    };
  }

  offered(queue: number, nowMs: number): void {
    this.count(this.figures.offered, queue, nowMs);
  }

  answered(queue: number, enteredMs: number, isInTime: boolean): void {
    this.count(this.figures.answered, queue, enteredMs);
    if (isInTime) this.count(this.figures.inTime, queue, enteredMs);
  }

  /** Counts a call in the interval of a time. */
  private count(figure: Float64Array, index: number, atMs: number): void {
    if (!this.isInside(atMs)) return;
    figure[index * this.figures.intervals + this.intervalAt(atMs)]!++;
  }

  /** Spreads a span over the intervals that it touches. */
  spread(figure: Float64Array, index: number, fromMs: number, untilMs: number): void {
    this.eachInterval(fromMs, untilMs, (interval, overlapMs) => {
      figure[index * this.figures.intervals + interval]! += overlapMs;
    });
  }

  /** `waiting` calls waited over the span, and `by` more from its end on; even a moment counts for the maximum. */
  waited(queue: number, sinceMs: number, nowMs: number, waiting: number, by: number): void {
    if (waiting > 0) this.waitedFor(queue, sinceMs, nowMs, waiting);
    if (this.isInside(nowMs)) this.raiseMax(queue, this.intervalAt(nowMs), waiting + by);
  }

  private waitedFor(queue: number, fromMs: number, untilMs: number, waiting: number): void {
    const { waitingMs, intervals } = this.figures;
    this.eachInterval(fromMs, untilMs, (interval, overlapMs) => {
      waitingMs[queue * intervals + interval]! += waiting * overlapMs;
      this.raiseMax(queue, interval, waiting);
    });
  }

  private raiseMax(queue: number, interval: number, waiting: number): void {
    const { waitingMax, intervals } = this.figures;
    const place = queue * intervals + interval;
    waitingMax[place] = Math.max(waitingMax[place] as number, waiting);
  }

  private isInside(atMs: number): boolean {
    return atMs >= this.figures.fromMs && atMs < this.untilMs;
  }

  private intervalAt(atMs: number): number {
    const { fromMs, intervalMs, intervals } = this.figures;
    return Math.min(intervals - 1, Math.floor((atMs - fromMs) / intervalMs));
  }

  private eachInterval(
    fromMs: number,
    untilMs: number,
    visit: (interval: number, overlapMs: number) => void,
  ): void {
    const { intervalMs, intervals } = this.figures;
    const startMs = Math.max(fromMs, this.figures.fromMs);
    const endMs = Math.min(untilMs, this.untilMs);
    if (startMs >= endMs) return;
    for (let interval = this.intervalAt(startMs); interval < intervals; interval++) {
      const lowMs = this.figures.fromMs + interval * intervalMs;
      if (lowMs >= endMs) return;
      const overlapMs = Math.min(endMs, lowMs + intervalMs) - Math.max(startMs, lowMs);
      if (overlapMs > 0) visit(interval, overlapMs);
    }
  }
}
