import { UserError } from "../../../kernel/errors.ts";
import type { Description, RunningEngine } from "../../../running/running-engine.ts";

type Running = Description["webSockets"][number];

/** A scheme, a port or a path behind a host with a dot: no name of an API begins so. */
const ADDRESS = /^\w+:\/\/|^[\w-]+:\d|^[^/]*\./;

/**
 * The URL to open: what is given when it is one, else that of the running engine's WebSocket of this name (logical id, API
 * id or name, with `/STAGE` where there are several), or of its only one.
 */
export async function addressOf(engine: RunningEngine, given: string | undefined): Promise<string> {
  if (given !== undefined && ADDRESS.test(given)) return given;
  const { webSockets } = await engine.describe();
  if (webSockets.length === 0) throw new UserError(`The engine at ${engine.endpoint} runs no WebSocket API.`);
  const found = given === undefined ? webSockets : await named(engine, webSockets, given);
  const [first, another] = found;
  if (first && !another) return first.url;
  const known = `One of ${webSockets.map(nameOf).join(", ")}.`;
  if (first) throw new UserError("Several WebSockets run there: say which.", { hint: known });
  throw new UserError(`The engine at ${engine.endpoint} runs no WebSocket API "${given}".`, { hint: known });
}

async function named(
  engine: RunningEngine,
  webSockets: readonly Running[],
  given: string,
): Promise<readonly Running[]> {
  const [api = "", stage] = given.split("/");
  const ofStage = webSockets.filter((one) => stage === undefined || one.stage === stage);
  const byId = ofStage.filter(({ logicalId, apiId }) => logicalId === api || apiId === api);
  if (byId.length > 0) return byId;
  const { items = [] } = await engine.get("apigateway", "/v2/apis");
  const ids = (items as readonly Answer[]).filter(({ name }) => name === api).map(({ apiId }) => apiId);
  return ofStage.filter(({ apiId }) => ids.includes(apiId));
}

interface Answer {
  readonly apiId: string;
  readonly name: string;
}

const nameOf = ({ logicalId, stage }: Running) => `${logicalId}/${stage}`;
