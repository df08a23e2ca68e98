/** Attempts at once to one recipient over one channel; fewer after a failure, until something gets through again. */
const MOST_IN_LANE = 8;
const MOST_IN_TROUBLED_LANE = 4;
/** Attempts at once in all. A recipient that hangs holds the few of its lane: it takes dozens of them to fill this. */
const MOST_IN_ALL = 256;

export interface LaneJob {
  readonly urgent: boolean;
  /** Nobody needs it any more: it is passed over. */
  readonly isStopped: boolean;
  /** One attempt; resolves with whether it got through. Never rejects. */
  run(): Promise<boolean>;
}
interface Lane {
  running: number;
  isTroubled: boolean;
  readonly waiting: LaneJob[];
}
/** Who may send now: a lane for each recipient and channel, so that one that hangs holds up only itself. Urgent ones pass what can wait. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes with somebody waiting; whoever got a place goes to the end. */
  readonly #queue = new Set<Lane>();
  readonly #running = new Set<Promise<void>>();
  readonly #mostInAll: number;
  #isClosed = false;

  constructor(mostInAll = MOST_IN_ALL) {
    this.#mostInAll = mostInAll;
  }
  enqueue(key: string, job: LaneJob): void {
    let lane = this.#lanes.get(key);
    if (lane === undefined) this.#lanes.set(key, (lane = { running: 0, isTroubled: false, waiting: [] }));
    const place = job.urgent ? lane.waiting.findIndex(({ urgent }) => !urgent) : -1;
    if (place >= 0) lane.waiting.splice(place, 0, job);
    else lane.waiting.push(job);
    this.#queue.add(lane);
    this.#drain();
  }
  /** Starts nothing more. Resolves when what runs has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#running);
  }
  #drain(): void {
    for (const onlyUrgent of [true, false]) {
      for (const lane of [...this.#queue]) {
        while (!this.#isClosed && this.#running.size < this.#mostInAll && this.#startNext(lane, onlyUrgent));
      }
    }
  }
  /** `false`: the lane is full, or nobody waits in it. */
  #startNext(lane: Lane, onlyUrgent: boolean): boolean {
    if (lane.running >= (lane.isTroubled ? MOST_IN_TROUBLED_LANE : MOST_IN_LANE)) return false;
    const job = lane.waiting[0];
    if (job === undefined || (onlyUrgent && !job.urgent)) return false;
    lane.waiting.shift();
    this.#queue.delete(lane);
    if (lane.waiting.length > 0) this.#queue.add(lane);
    if (!job.isStopped) this.#start(lane, job);
    return true;
  }
  #start(lane: Lane, job: LaneJob): void {
    lane.running += 1;
    const attempt = job.run().then((isThrough) => {
      lane.running -= 1;
      lane.isTroubled = !isThrough;
      this.#running.delete(attempt);
      this.#drain();
    });
    this.#running.add(attempt);
  }
}
