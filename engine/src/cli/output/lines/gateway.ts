import {
  type Data,
  detail,
  error,
  type Format,
  type Formats,
  faint,
  good,
  inDetail,
  joined,
  milliseconds,
  plain,
  text,
  warning,
} from "./line.ts";

const FIRST_ERROR_STATUS = 400;

const connect: Format = ({ connectionId, stage }, { who }) => {
  const user = who(connectionId);
  return good("connect", user, text(stage), user === connectionId ? "" : connectionId);
};

/** `send → Send`, as far as a function stands behind the route. */
const way = ({ routeKey, functionArn }: Data, of: (reference: unknown) => string) =>
  functionArn === undefined ? text(routeKey) : `${text(routeKey)} → ${of(functionArn)}`;

const answer: Format = (data, teller) => {
  const { names, who } = teller;
  const { eventType, connectionId, status, durationMs, answered } = data;
  const took = milliseconds(durationMs);
  const told = joined(who(connectionId), way(data, names.of));
  if (eventType !== "MESSAGE") return inDetail(teller, () => faint(text(eventType).toLowerCase(), told, status, took));
  if (answered !== undefined) {
    return error(`${told} failed after ${took}; the client got "${text(answered)}"`);
  }
  const result = Number(status) >= FIRST_ERROR_STATUS ? `answered ${text(status)}` : "";
  return plain("message", told, result, took);
};

const message: Format = (data, teller) => {
  const { names, who, placeOf } = teller;
  const { connectionId, apiId, routeKey, refused, reason, routes, meant } = data;
  if (refused === undefined) return inDetail(teller, () => faint("received", who(connectionId), routeKey));
  if (!Array.isArray(routes)) return warning(joined(who(connectionId), `got "${text(refused)}":`, reason));
  const api = names.of(apiId);
  return warning(`${who(connectionId)} got "${text(refused)}": ${text(reason)}.`, {
    location: placeOf(api),
    hints: [
      `${api} has ${routes.length > 0 ? `the routes ${routes.map(text).join(", ")}` : "no route for messages"}.`,
      meant !== undefined && `The message names something close to ${text(meant)}: one of the two is misspelt.`,
    ],
  });
};

/** Failures that the line of the message or the function tells. */
const TOLD_ELSEWHERE: ReadonlySet<unknown> = new Set(["fault"]);

const failed: Format = ({ routeKey, connectionId, backendStatus, detail: reason, failure }, { names, who }) => {
  const line = error(names.within(joined(connectionId && who(connectionId), routeKey, backendStatus, reason)));
  return TOLD_ELSEWHERE.has(failure) && routeKey !== "$disconnect" ? detail(line) : line;
};

export const gatewayLines: Formats = {
  "execute-api/connect": connect,
  "execute-api/refuse": ({ status, reason }, { names }) =>
    warning(`refused ${text(status)}: ${names.within(text(reason))}`),
  "execute-api/authorizer": ({ authorizer, decision, reason, durationMs }, teller) =>
    inDetail(teller, () => faint("authorizer", authorizer, decision, reason, milliseconds(durationMs))),
  "execute-api/message": message,
  "execute-api/answer": answer,
  "execute-api/post": ({ connectionId, bytes }, { who }) =>
    plain("post", "→", who(connectionId), `${text(bytes)} bytes`),
  "execute-api/disconnect": ({ connectionId, code, reason }, { who }) =>
    faint("disconnect", who(connectionId), code, reason),
  "execute-api/error": failed,
  "execute-api/unknown-method": ({ message: said, location }) => warning(text(said), { location }),
  "execute-api/notice": () => undefined,
  "execute-api/metrics": () => undefined,
  "execute-api/access-log": ({ line }, teller) => inDetail(teller, () => faint("access log", line)),
  "http-api/request": ({ routeKey, method, status, durationMs }) =>
    plain("http", routeKey || method, `→ ${text(status)}`, milliseconds(durationMs)),
  "http-api/refuse": ({ routeKey, method, status, reason }, { names }) =>
    warning(joined(`refused ${text(status)}:`, routeKey || method, names.within(text(reason)))),
};
