import { textOf, type WebSocketEvent, type WebSocketResult } from "./events.ts";
import { FrameError, frameOf, Mistake } from "./frame-error.ts";
import { readMessage } from "./message.ts";
import { parse, type StandardSchema } from "./standard-schema.ts";

/** A message that came in, beside its payload. */
export interface Call<Context> {
  readonly connectionId: string;
  readonly requestId?: string;
  /** The result of the router's `context`. */
  readonly context: Context;
  readonly event: WebSocketEvent;
}

/** Message to a client. */
export interface Frame {
  readonly type: string;
}

/** One route: the form of its messages, and what is done with them. */
export interface Route<Context = unknown, Payload = unknown, Answer extends Frame | undefined = Frame | undefined> {
  readonly schema: StandardSchema<Payload, unknown>;
  /** True where the route has no route response: nothing reaches the client as an answer. */
  readonly isOneWay: boolean;
  readonly act: (payload: unknown, call: Call<Context>) => Answer | Promise<Answer>;
}

export type Routes<Context> = Readonly<Record<string, Route<Context>>>;

/** Payload and answer of each route, for the types of a client. */
export type ActionsOf<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends Route<never, infer Payload, infer Answer>
    ? { readonly payload: Payload; readonly answer: Exclude<Answer, undefined> }
    : never;
};

export interface RouterOptions<Context, Invocation = unknown> {
  /**
   * Says who sent a message, before anything of it is looked at. A `FrameError` refuses it, and is the answer where the
   * route has one.
   */
  readonly context: (event: WebSocketEvent, invocation: Invocation) => Context | Promise<Context>;
  /** Is told of a client's mistake before that is answered. */
  readonly onMistake?: (mistake: Mistake, call: Call<Context>) => unknown;
  /** Brings the errors of one-way routes to their client. Without it these are dropped. */
  readonly post?: (connectionId: string, text: string) => unknown;
  /** Answers `$connect`. Default: 200. */
  readonly connect?: (event: WebSocketEvent, invocation: Invocation) => WebSocketResult | Promise<WebSocketResult>;
  readonly disconnect?: (event: WebSocketEvent, invocation: Invocation) => unknown;
  /** Field that the API's `RouteSelectionExpression` reads. Default: `action`. */
  readonly actionField?: string;
}

export interface Router<Context, Invocation = unknown> {
  /** Makes a route that answers. */
  route<Payload, Parsed, Answer extends Frame>(
    schema: StandardSchema<Payload, Parsed>,
    act: (message: Parsed, call: Call<Context>) => Answer | Promise<Answer>,
  ): Route<Context, Payload, Answer>;
  /** Makes a route without an answer. Its route must have no route response, or clients would get an empty frame. */
  oneWay<Payload, Parsed>(
    schema: StandardSchema<Payload, Parsed>,
    act: (message: Parsed, call: Call<Context>) => void | Promise<void>,
  ): Route<Context, Payload, undefined>;
  /** Makes the function's handler of routes by their keys; one with the key `$default` takes what no other takes. */
  handler(routes: Routes<Context>): (event: WebSocketEvent, invocation: Invocation) => Promise<WebSocketResult>;
}

const DONE: WebSocketResult = { statusCode: 200 };

/** Returns the makers of routes, and of a handler for them. */
export function createRouter<Context, Invocation = unknown>(
  options: RouterOptions<Context, Invocation>,
): Router<Context, Invocation> {
  const { connect, disconnect } = options;
  return {
    route: (schema, act) => ({ schema, isOneWay: false, act: parsing(schema, act) }),
    oneWay: (schema, act) => ({
      schema,
      isOneWay: true,
      act: parsing(schema, async (...given) => void (await act(...given))),
    }),
    handler: (routes) => async (event, invocation) => {
      const { eventType, routeKey } = event.requestContext;
      if (eventType === "CONNECT") return (await connect?.(event, invocation)) ?? DONE;
      if (eventType === "DISCONNECT") {
        await disconnect?.(event, invocation);
        return DONE;
      }
      const route = Object.hasOwn(routes, routeKey) ? routes[routeKey] : undefined;
      return takeMessage(route ?? unknownAction, event, invocation, options);
    },
  };
}

/** Gives a route's function what its schema makes of a payload. */
const parsing =
  <Parsed, Context, Answer>(
    schema: StandardSchema<unknown, Parsed>,
    act: (message: Parsed, call: Call<Context>) => Answer | Promise<Answer>,
  ) =>
  async (payload: unknown, call: Call<Context>): Promise<Answer> =>
    act(await parse(schema, payload), call);

const unknownAction: Pick<Route, "isOneWay" | "act"> = {
  isOneWay: false,
  act: () => {
    throw new Mistake("unknown_action");
  },
};

async function takeMessage<Context, Invocation>(
  { isOneWay, act }: Pick<Route<Context>, "isOneWay" | "act">,
  event: WebSocketEvent,
  invocation: Invocation,
  options: RouterOptions<Context, Invocation>,
): Promise<WebSocketResult> {
  const { connectionId } = event.requestContext;
  const { payload, mistake, ...echo } = readMessage(textOf(event), options.actionField ?? "action");
  const textFor = (frame: Frame | undefined) => JSON.stringify({ ...frame, ...echo });
  const answer = (frame: Frame | undefined) => (isOneWay ? DONE : { ...DONE, body: textFor(frame) });
  const sender = await unlessFrame(() => options.context(event, invocation));
  // Not posted where the route is one-way: a post for each message that is refused is what a flood would like.
  if (sender instanceof FrameError) return answer(frameOf(sender));
  const call: Call<Context> = { connectionId, context: sender, event, ...echo };
  const outcome = mistake ?? (await unlessFrame(() => act(payload, call)));
  if (!(outcome instanceof FrameError)) return answer(outcome);
  if (outcome instanceof Mistake) await options.onMistake?.(outcome, call);
  if (isOneWay) await options.post?.(connectionId, textFor(frameOf(outcome)));
  return answer(frameOf(outcome));
}

/** Resolves with the error that a client is to see; every other is rejected with. */
async function unlessFrame<Result>(task: () => Result | Promise<Result>): Promise<Result | FrameError> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof FrameError) return error;
    throw error;
  }
}
