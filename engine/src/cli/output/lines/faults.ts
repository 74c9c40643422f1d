import { type Data, type Formats, faint, joined, plain, text } from "./line.ts";

/** A fault as `--fault` takes it. */
function faultText({ fault: _id, kind, seed: _seed, ...settings }: Data): string {
  const pairs = Object.entries(settings).map(([key, value]) => `${key}=${text(value)}`);
  return [text(kind), pairs.join(",")].filter(Boolean).join(":");
}

/** Faults on purpose: nobody has made a mistake. */
export const faultLines: Formats = {
  "faults/set": (data) => faint("fault", "set", faultText(data)),
  "faults/injected": (data, { names, who }) => {
    const { kind, at, ms, service, operation, routeKey, logicalId, functionName, queue, rule, user } = data;
    const time = ms === undefined ? at : `${text(ms)} ms ${text(at)}`;
    const place = [logicalId ?? functionName, queue, rule].filter(Boolean).map(names.of);
    const client = user ?? (data.connectionId && who(data.connectionId));
    return plain(
      "fault",
      kind,
      time,
      service,
      operation,
      routeKey,
      joined(...place),
      client,
      text(data.requestId).slice(0, 8),
    );
  },
};
