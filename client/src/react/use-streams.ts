import type { PortcullisError } from "../errors.ts";
import { followStreams, type Stream } from "../streams/index.ts";
import { createSharedHook, withErrors } from "./shared.ts";

export interface StreamsView<Data> {
  /** Streams of the entity, each with all of its text, in the order in which this client heard of them. */
  readonly streams: readonly Stream<Data>[];
  /** The error that ended the subscription, or that it recovers from. */
  readonly error?: PortcullisError | undefined;
}

const useShared = createSharedHook<StreamsView<unknown>>({ streams: [] }, (client, entityId, show) =>
  withErrors(
    followStreams(client, entityId, (stream) => show(({ streams }) => ({ streams: withStream(streams, stream) }))),
    show,
  ),
);

/** Returns the texts that grow of an entity, and renders anew as they do. It subscribes as well. */
export const useStreams = <Data = unknown>(entityId: string | null | undefined): StreamsView<Data> =>
  useShared(entityId) as StreamsView<Data>;

function withStream(streams: readonly Stream[], stream: Stream): readonly Stream[] {
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
