import { states } from "../../../src/services/states/definition.ts";
import { type Harness, startService } from "../../services/harness.ts";
import { type CallFact, filledIn } from "./calls.ts";
import { executions, MACHINES } from "./facts/step-functions/executions.ts";
import { differenceOf } from "./store/difference.ts";
import { tryFacts } from "./try-facts.ts";

const machine = (StateMachineName: string, Definition: object, more: object = {}) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: { StateMachineName, RoleArn: "arn:aws:iam::123456789012:role/r", Definition, ...more },
});

const start = () =>
  startService(states, {
    resources: {
      Pass: machine("pass", MACHINES.pass),
      Wait: machine("wait", MACHINES.wait),
      Express: machine("express", MACHINES.pass, { StateMachineType: "EXPRESS" }),
    },
  });

tryFacts("Step Functions, executions by calls", executions.facts, async (fact) => {
  await using harness = await start();
  const difference = await differenceFrom(fact, harness);
  if (difference !== undefined) throw new Error(difference);
});

async function differenceFrom({ before = [], call, output = {}, absent = [], error }: CallFact, harness: Harness) {
  const answers: unknown[] = [];
  const send = async (step: CallFact["call"]) => {
    const [operation, input = {}] = step;
    return harness.call(operation, filledIn(input, answers) as Record<string, unknown>);
  };
  for (const step of before) answers.push("seconds" in step ? await pass(step.seconds, harness) : await send(step));
  const outcome = await send(call).then(
    (answer) => ({ answer }),
    (thrown: unknown) => ({ thrown }),
  );
  if (error) return differenceOf(error, "thrown" in outcome ? outcome.thrown : outcome.answer);
  if ("thrown" in outcome) throw outcome.thrown;
  const found = absent.find((name) => Reflect.get(Object(outcome.answer), name) !== undefined);
  return differenceOf(filledIn(output, answers), outcome.answer) ?? (found && `${found} is there`);
}

/** Lets executions go on that need no time, too. */
async function pass(seconds: number, harness: Harness): Promise<undefined> {
  await new Promise((resolve) => setImmediate(resolve));
  await harness.clock.advance(seconds * 1000);
  await new Promise((resolve) => setImmediate(resolve));
}
