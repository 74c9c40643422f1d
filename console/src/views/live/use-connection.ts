import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { control } from "../../engine/control.ts";
import { onEntries } from "../../engine/journal/journal.ts";
import type { ConnectionSummary } from "../../model/connections/table.ts";
import { messageOf } from "../../ui/format.ts";

/** A message in either direction, as `GET /_portcullis/connections/ID` tells of it. */
export interface Frame {
  readonly seq: number;
  readonly at: number;
  readonly direction: "in" | "out";
  readonly source: string;
  readonly type: "text" | "binary";
  readonly bytes: number;
  readonly routeKey?: string;
  readonly requestId?: string;
  readonly text?: string;
  readonly base64?: string;
  readonly isCut?: boolean;
}

export type MultiValues = Readonly<Record<string, readonly string[]>>;

export interface ConnectionDetail extends ConnectionSummary {
  readonly requestId: string;
  readonly domainName: string;
  readonly identity: Readonly<Record<string, string>>;
  /** False: the engine keeps no contents. */
  readonly payloads: boolean;
  readonly authorizer?: Readonly<Record<string, string>>;
  readonly headers?: MultiValues;
  readonly query?: MultiValues;
  readonly frames: readonly Frame[];
  readonly firstFrame: number;
}

interface LiveConnection {
  readonly detail: ReadonlySignal<ConnectionDetail | undefined>;
  readonly failure: ReadonlySignal<string | undefined>;
}

/** Least time between two questions about one connection. */
const READ_MS = 250;

/** One connection with its frames, kept up to date while the component is there. Only new frames are asked for. */
export function useConnection(id: string): LiveConnection {
  const detail = useSignal<ConnectionDetail | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let isReading = false;
    detail.value = undefined;
    failure.value = undefined;

    async function read(): Promise<void> {
      isReading = true;
      const known = detail.value;
      const after = known?.frames.at(-1)?.seq ?? 0;
      try {
        const answer = await control.get<ConnectionDetail>(`connections/${encodeURIComponent(id)}?after=${after}`);
        if (!isOver) detail.value = merge(known, answer);
      } catch (error) {
        if (!isOver) failure.value = messageOf(error);
      }
      isReading = false;
    }

    function later(): void {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (isReading) later();
        else void read();
      }, READ_MS);
    }

    const end = onEntries((batch, isAnew) => {
      if (isAnew) void read();
      else if (batch.some(({ data }) => data.connectionId === id)) later();
    });
    return () => {
      isOver = true;
      clearTimeout(timer);
      end();
    };
  }, [id]);

  return { detail, failure };
}

function merge(known: ConnectionDetail | undefined, answer: ConnectionDetail): ConnectionDetail {
  const kept = known?.frames.filter(({ seq }) => seq >= answer.firstFrame) ?? [];
  return { ...answer, frames: [...kept, ...answer.frames] };
}
