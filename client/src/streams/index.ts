export { type Assembly, createAssembly, type Stream, type StreamPiece, type StreamPlace } from "./assembly.ts";
export { type FollowStreamsOptions, followStreams, type StreamClient } from "./follow-streams.ts";
