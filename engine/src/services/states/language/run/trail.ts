/** The history of an execution as one branch of it goes on: each event names the one that it follows. */
export interface Trail {
  /** The last event's id. */
  readonly lastId: number;
  add(type: string, details?: Readonly<Record<string, unknown>>): void;
  /** Adds an event that no other follows; returns its id. */
  note(type: string, details?: Readonly<Record<string, unknown>>): number;
  /** Goes on after an event of a branch. */
  follow(id: number): void;
  /** Makes the trail of a branch or an item, whose events follow the present one. */
  fork(): Trail;
}

/** Keeps an event, and returns the id that it gets. May throw to end the execution. */
export type AddEvent = (type: string, previousId: number, details: Readonly<Record<string, unknown>>) => number;

export function createTrail(add: AddEvent, lastId = 0): Trail {
  let previousId = lastId;
  return {
    get lastId() {
      return previousId;
    },
    add(type, details = {}) {
      previousId = add(type, previousId, details);
    },
    note: (type, details = {}) => add(type, previousId, details),
    follow(id) {
      previousId = id;
    },
    fork: () => createTrail(add, previousId),
  };
}
