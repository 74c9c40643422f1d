/** Messages of the shop: its servers publish them, its pages receive them. */
export interface Shop {
  readonly entities: { readonly [id: `order:${string}`]: Happening };
  readonly user: Note;
}

/** Update of an order. */
export interface Happening {
  readonly by: UserId;
  readonly text: string;
}

/** Notification of one user. */
export interface Note {
  readonly from: UserId;
  readonly text: string;
}

/** Stands beside each streamed answer. */
export interface Asked {
  readonly by: UserId;
  /** Time in epoch milliseconds. */
  readonly askedAt: number;
  readonly question: string;
}

/** Word of a user on themselves, which the others see beside their name. */
export interface Doing {
  readonly doing: "asking" | "writing a note";
}

export const ORDER = "order:42";

/** Values of the key `step` in an order's state. */
export const STEPS = ["Ordered", "Paid", "Baked", "On its way", "Delivered"] as const;
export type Step = (typeof STEPS)[number];

export const NAMES = { ann: "Ann", ben: "Ben" } as const;
export type UserId = keyof typeof NAMES;
export const USER_IDS = Object.keys(NAMES) as readonly UserId[];

export const isUserId = (id: unknown): id is UserId => USER_IDS.some((one) => one === id);

export const otherThan = (userId: UserId): UserId => (userId === "ann" ? "ben" : "ann");
