type Json = Readonly<Record<string, unknown>>;

/** Takes out of an envelope what its sender wrote; undefined for another. */
type Open = (envelope: Json) => string | undefined;

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Envelopes into which services of AWS put what they deliver to a queue. */
const ENVELOPES: readonly Open[] = [
  // EventBridge
  (event) =>
    typeof event["detail-type"] === "string" && event.detail !== undefined && event.source !== undefined
      ? `${event["detail-type"]} ${textOf(event.detail)}`
      : undefined,
  // SNS, unless the subscription asks for raw messages
  ({ Type, Message }) => (Type === "Notification" && typeof Message === "string" ? excerptOf(Message) : undefined),
  // Lambda, for an event that a function failed on
  ({ requestContext, requestPayload }) =>
    typeof requestContext === "object" && requestPayload !== undefined ? excerptOf(textOf(requestPayload)) : undefined,
];

/** The beginning of a body for a row: what the sender wrote, rather than the envelope that it came in. */
export function excerptOf(body: string): string {
  const envelope = objectIn(body);
  for (const open of envelope ? ENVELOPES : []) {
    const text = envelope && open(envelope);
    if (text !== undefined) return text;
  }
  return body;
}

function objectIn(text: string): Json | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
