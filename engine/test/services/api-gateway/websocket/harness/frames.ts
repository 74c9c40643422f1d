import { frame as bytesOf } from "@portcullis/conformance";

/** The bytes of a client's frame, right or deliberately wrong, as the conformance suite makes them. */
export const frame = (...frame: Parameters<typeof bytesOf>): Buffer => Buffer.from(bytesOf(...frame));
