import { type Assumptions, OPTION_NAMES } from "./assumptions.ts";
import { KNOWN_UNTIL } from "./constants.ts";
import { alternativesOf, billOf, messagesPerSecond, totalOf } from "./cost.ts";
import { limitsReached } from "./limits.ts";
import { type Model, simulate } from "./model.ts";

export interface Report {
  readonly assumptions: Assumptions;
  readonly model: Model;
  readonly messagesPerSecond: number;
  readonly dollarsPerMonth: Readonly<Record<string, number>>;
  readonly totalDollarsPerMonth: number;
  readonly alternatives: Readonly<Record<string, number>>;
  readonly limits: readonly string[];
}

export function report(assumptions: Assumptions): Report {
  const model = simulate(assumptions);
  const dollarsPerMonth = billOf(assumptions, model);
  return {
    assumptions,
    model,
    messagesPerSecond: messagesPerSecond(assumptions, model),
    dollarsPerMonth,
    totalDollarsPerMonth: totalOf(dollarsPerMonth),
    alternatives: alternativesOf(assumptions, model),
    limits: limitsReached(assumptions, model),
  };
}

const LABEL_WIDTH = 42;
const row = (label: string, value: string) => `  ${label.padEnd(LABEL_WIDTH)} ${value}`;

/** Three figures say enough of an estimate. */
export const figure = (value: number) =>
  value.toLocaleString("en-US", { maximumSignificantDigits: 3, maximumFractionDigits: 3 });
const dollars = (value: number) => `$${figure(value)}`;
const seconds = (value: number) => (value < 120 ? `${figure(value)} s` : `${figure(value / 60)} min`);

export function asText(result: Report): string {
  const { assumptions, model, dollarsPerMonth, totalDollarsPerMonth, alternatives, limits } = result;
  const { rates, steady, storm, largestEntity, stream, state, callBudget } = model;
  const section = (title: string, rows: readonly string[]) => ["", title, ...rows];
  return [
    "Assumptions (each is an option)",
    ...OPTION_NAMES.map((name) => row(name, assumptions[name].toLocaleString("en-US"))),
    ...section("A second with all users there", [
      row("connects", figure(rates.connect)),
      row("messages, in and out", figure(result.messagesPerSecond)),
      row("@connections calls", `${figure(rates.post)} (${figure(callBudget * 100)} % of the account's)`),
      row("DynamoDB write and read units", `${figure(steady.writeUnits)} and ${figure(steady.readUnits)}`),
      row("Lambda invocations, and at once", `${figure(steady.invocations)}, ${figure(steady.concurrency)}`),
      row("Lambda GB-s", figure(steady.gbSeconds)),
    ]),
    ...section("After all connections were lost", [
      row("until everybody is back", seconds(storm.secondsUntilAllAreBack)),
      row("DynamoDB write units a second", figure(storm.writeUnits)),
      row("Lambda invocations at once", figure(storm.concurrency)),
    ]),
    ...section("One update of the largest entity", [
      row("until everybody has it", seconds(largestEntity.secondsToReachEverybody)),
      row("deliveries through the queue", figure(largestEntity.deliveries)),
      row("shards of the index", figure(largestEntity.shards)),
    ]),
    ...section("Texts that grow, one push for each token beside what the app does", [
      row("pushes a second of each, for each reader", `${figure(stream.naive)} and ${figure(stream.pushes)}`),
      row(
        "at once, with all of the account's calls",
        `${Math.floor(stream.naiveAtOnce).toLocaleString("en-US")} and ${Math.floor(stream.atOnce).toLocaleString("en-US")}`,
      ),
    ]),
    ...section("Changes of states a second, at most", [
      row("of one entity, which take turns", figure(state.mostOfOneEntity)),
      row("of all, with all of the account's calls", figure(state.most)),
    ]),
    ...section(`Cost of a month (us-east-1, prices of ${KNOWN_UNTIL}, no free tier)`, [
      ...Object.entries(dollarsPerMonth).map(([name, cost]) => row(name, dollars(cost))),
      row("Total", dollars(totalDollarsPerMonth)),
    ]),
    ...section(
      "The same connections and messages elsewhere, without what functions and table do here",
      Object.entries(alternatives).map(([name, cost]) => row(name, dollars(cost))),
    ),
    ...(limits.length > 0
      ? section(
          "Limits",
          limits.map((advice) => `  ${advice}`),
        )
      : []),
    "",
  ].join("\n");
}
