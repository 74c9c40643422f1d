import { type Location, messageOf, UserError } from "../kernel/errors.ts";
import type { Notice } from "./model.ts";

/** A mistake in a template. Those of one template are collected, so that its author sees them all at once. */
export class TemplateMistake extends UserError {
  /** The code of its `Notice`. */
  readonly code: string;
  declare readonly location: Location;

  constructor(code: string, message: string, location: Location) {
    super(message, { location });
    this.code = code;
  }
}

/** The code of a mistake that only follows from another one, which has been told already. */
export const CONSEQUENCE = "consequence";

export interface TakeOptions {
  readonly severity?: Notice["severity"];
  readonly logicalId?: string;
  /** The words before the mistake's own message. */
  readonly prefix?: string;
}

/** The remarks on a template, in the order in which they were found. */
export interface Notices {
  readonly list: readonly Notice[];
  add(
    severity: Notice["severity"],
    code: string,
    message: string,
    about?: Pick<Notice, "location" | "logicalId">,
  ): void;
  /** Adds what is to be said of a nested template. */
  join(notices: readonly Notice[]): void;
  /** Makes a notice of a mistake unless it is a mere consequence; whatever else was thrown is thrown again. */
  take(error: unknown, options?: TakeOptions): void;
}

export function createNotices(first: readonly Notice[] = []): Notices {
  const list = [...first];
  const told = new Set<string>();

  /** A part that many resources take over (`Globals`, an anchor, a loop) is complained of once. */
  function push(notice: Notice): void {
    const { code, message, location } = notice;
    const key = JSON.stringify([code, message, location]);
    if (location?.line === undefined || !told.has(key)) list.push(notice);
    told.add(key);
  }

  return {
    list,
    add: (severity, code, message, about = {}) => push({ severity, code, message, ...about }),
    join: (notices) => void list.push(...notices),
    take(error, { severity = "error", logicalId, prefix = "" } = {}) {
      if (!(error instanceof TemplateMistake)) throw error;
      const { code, location } = error;
      if (code === CONSEQUENCE) return;
      push({
        severity,
        code,
        message: `${prefix}${messageOf(error)}`,
        ...(location && { location }),
        ...(logicalId !== undefined && { logicalId }),
      });
    },
  };
}
