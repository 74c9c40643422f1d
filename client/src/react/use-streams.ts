import { useEffect, useState } from "react";
import type { PortcullisError } from "../errors.ts";
import { followStreams, type Stream } from "../streams/index.ts";
import { useClient } from "./provider.ts";

export interface StreamsView<Data> {
  /** Streams of the entity, each with all of its text, in the order in which this client heard of them. */
  readonly streams: readonly Stream<Data>[];
  /** The error that ended the subscription, or that it recovers from. */
  readonly error?: PortcullisError;
}

const NONE: StreamsView<never> = { streams: [] };

/** Returns the texts that grow of an entity, and renders anew as they do. It subscribes as well. */
export function useStreams<Data = unknown>(entityId: string | null | undefined): StreamsView<Data> {
  const client = useClient();
  const [seen, setSeen] = useState<{ entityId?: string; view: StreamsView<Data> }>({ view: NONE });

  useEffect(() => {
    if (!client || entityId == null) return;
    const shown = new AbortController();
    const show = (change: (view: StreamsView<Data>) => Partial<StreamsView<Data>>) =>
      setSeen((before) => {
        const { view } = before.entityId === entityId ? before : { view: NONE };
        return { entityId, view: { ...view, ...change(view) } };
      });
    const subscription = followStreams<Data>(client, entityId, (stream) =>
      show(({ streams }) => ({ streams: withStream(streams, stream) })),
    );
    for (const name of ["error", "unsubscribed"] as const)
      subscription.on(name, (error) => show(() => ({ error })), shown);
    return () => {
      // Its own end is no news to a component, which StrictMode shows twice.
      shown.abort();
      subscription.unsubscribe();
    };
  }, [client, entityId]);

  return seen.entityId === entityId ? seen.view : NONE;
}

function withStream<Data>(streams: readonly Stream<Data>[], stream: Stream<Data>): readonly Stream<Data>[] {
  const isNew = !streams.some(({ streamId }) => streamId === stream.streamId);
  return isNew ? [...streams, stream] : streams.map((one) => (one.streamId === stream.streamId ? stream : one));
}

/** Returns one stream of an entity, or the one that it heard of last; undefined before there is one. */
export function useStream<Data = unknown>(
  entityId: string | null | undefined,
  streamId?: string,
): Stream<Data> | undefined {
  const { streams } = useStreams<Data>(entityId);
  return streamId === undefined ? streams.at(-1) : streams.find((stream) => stream.streamId === streamId);
}
