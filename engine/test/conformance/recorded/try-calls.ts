import { expect } from "vitest";
import type { ServiceDefinition } from "../../../src/services/contract/service.ts";
import { type ClientOptions, type Harness, startService, type TemplateResources } from "../../services/harness.ts";
import { type Call, type CallFact, filledIn } from "./calls.ts";
import type { FactTable } from "./fact.ts";
import { expected, tryFacts } from "./try-facts.ts";

/** A client of AWS's SDK for JavaScript, whatever its service. */
interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: commands of any service.
  send(command: any): Promise<unknown>;
  destroy(): void;
}

export interface Caller {
  readonly definition: ServiceDefinition;
  readonly client: (options: ClientOptions) => Client;
  /** The SDK's module, which has `{Operation}Command`s. */
  readonly commands: object;
  /** Resources as a template would have them. */
  readonly resources?: TemplateResources;
}

/** Tries calls with AWS's own SDK over HTTP, each on a service of its own. */
export function tryCalls(table: FactTable<CallFact>, { definition, client, commands, resources = {} }: Caller): void {
  tryFacts(`${table.service}, ${table.subject}`, table.facts, async (fact) => {
    await using harness = await startService(definition, { resources });
    // Some recorded errors are such that an SDK tries again.
    const caller = client({ ...(await harness.serve()), maxAttempts: 1 });
    try {
      await hold(fact, harness, (call, answers) => caller.send(commandOf(commands, call, answers)));
    } finally {
      caller.destroy();
    }
  });
}

function commandOf(commands: object, [operation, input = {}]: Call, answers: readonly unknown[]): unknown {
  const Command = Reflect.get(commands, `${operation}Command`) as new (input: unknown) => unknown;
  return new Command(filledIn(input, answers));
}

type Send = (call: Call, answers: readonly unknown[]) => Promise<unknown>;

async function hold({ before = [], call, output, absent = [], error }: CallFact, harness: Harness, send: Send) {
  const answers: unknown[] = [];
  for (const step of before) {
    if ("seconds" in step) await harness.clock.advance(step.seconds * 1000);
    answers.push("seconds" in step ? undefined : await send(step, answers));
  }
  if (error) return expectError(send(call, answers), error, answers);
  const answer = await send(call, answers);
  if (output) expect(answer).toMatchObject(expected(filledIn(output, answers)) as object);
  for (const name of absent) expect(answer).not.toHaveProperty(name);
}

async function expectError(
  answer: Promise<unknown>,
  { code, message, status = 400 }: NonNullable<CallFact["error"]>,
  answers: readonly unknown[],
) {
  const thrown = await answer.then(
    () => expect.fail("There is an answer."),
    (error: unknown) => error,
  );
  const { name, Code, Error: inner } = thrown as { name: string; Code?: string; Error?: { Code?: string } };
  expect([name, Code, inner?.Code]).toContain(code);
  expect(thrown).toMatchObject({ $metadata: { httpStatusCode: status } });
  if (message !== undefined) expect(thrown).toMatchObject({ message: expected(filledIn(message, answers)) });
}
