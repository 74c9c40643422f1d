import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assumptions, assume, OPTION_NAMES, OPTIONS, type OptionName } from "../simulate/assumptions.ts";
import { PRICES, QUOTAS } from "../simulate/constants.ts";
import { billOf, messagesPerSecond } from "../simulate/cost.ts";
import { simulate } from "../simulate/model.ts";
import { POST_MS } from "../simulate/operations.ts";
import { asText, figure, report } from "../simulate/report.ts";
import { SUBSCRIBERS_PER_SHARD } from "../src/core/push/fan-out.ts";
import { POSTS_AT_ONCE } from "../src/core/push/pace.ts";

const source = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

const assumptions: fc.Arbitrary<Assumptions> = fc
  .record(
    Object.fromEntries(
      OPTION_NAMES.map((name) => [
        name,
        fc.double({ min: OPTIONS[name].least, max: OPTIONS[name].default * 100, noNaN: true }),
      ]),
    ) as Record<OptionName, fc.Arbitrary<number>>,
  )
  .map((given) => assume(given));

/** Two of these, the second with more of one thing. */
const withMoreOf = (name: OptionName) =>
  fc.tuple(assumptions, fc.double({ min: 1, max: 1000, noNaN: true })).map(([less, factor]) => {
    const more = { ...less, [name]: less[name] * factor };
    return { less: report(less), more: report(more) };
  });

/** Sums of floating-point numbers differ in their last digits. */
const ALMOST = 1 + 1e-9;

describe("the model", () => {
  it.each(["users", "publishes-per-second", "subscribers-per-entity", "message-bytes"] as const)(
    "never gets cheaper with more %s",
    (name) => {
      fc.assert(
        fc.property(withMoreOf(name), ({ less, more }) => {
          expect(more.totalDollarsPerMonth * ALMOST).toBeGreaterThanOrEqual(less.totalDollarsPerMonth);
          // A publisher that hands its work to the queue has less to do itself.
          for (const [line, cost] of Object.entries(less.dollarsPerMonth))
            if (!line.startsWith("Lambda"))
              expect((more.dollarsPerMonth[line] ?? 0) * ALMOST).toBeGreaterThanOrEqual(cost);
        }),
      );
    },
  );

  it("never needs less of anything for more users", () => {
    fc.assert(
      fc.property(withMoreOf("users"), ({ less, more }) => {
        for (const part of ["writeUnits", "readUnits", "concurrency", "gbSeconds"] as const)
          expect(more.model.steady[part] * ALMOST).toBeGreaterThanOrEqual(less.model.steady[part]);
        expect(more.model.storm.secondsUntilAllAreBack).toBeGreaterThanOrEqual(less.model.storm.secondsUntilAllAreBack);
        expect(more.model.callBudget * ALMOST).toBeGreaterThanOrEqual(less.model.callBudget);
      }),
    );
  });

  it("never reaches more subscribers sooner, nor with fewer senders", () => {
    const { secondsToReachEverybody: few } = simulate(assume({ "largest-entity": 10_000 })).largestEntity;
    const { secondsToReachEverybody: many } = simulate(assume({ "largest-entity": 1_000_000 })).largestEntity;
    const slow = simulate(assume({ "largest-entity": 10_000, "publisher-concurrency": 1 })).largestEntity;
    expect(many).toBeGreaterThan(few);
    expect(slow.secondsToReachEverybody).toBeGreaterThan(few);
  });

  it("adds up, and nothing of it is negative", () => {
    fc.assert(
      fc.property(assumptions, (given) => {
        const { dollarsPerMonth, totalDollarsPerMonth, model } = report(given);
        const costs = Object.values(dollarsPerMonth);
        expect(costs.every((cost) => cost >= 0)).toBe(true);
        expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(totalDollarsPerMonth);
        expect(Object.values(model.rates).every((rate) => rate >= 0)).toBe(true);
        expect(model.rates.connect).toBe(model.rates.disconnect);
      }),
    );
  });

  it("takes no more calls a second than the account has, however many senders there are", () => {
    const { largestEntity } = simulate(assume({ "largest-entity": 1_000_000, "publisher-concurrency": 1000 }));
    expect(largestEntity.secondsToReachEverybody).toBeGreaterThanOrEqual(1_000_000 / QUOTAS.callsPerSecond.value);
  });

  it("counts a push of 32 KB once, and one byte more twice", () => {
    const pushes = { "publishes-per-second": 1, "subscribers-per-entity": 1, "notifications-per-user-hour": 0 };
    const messages = (bytes: number) => {
      const given = assume({ ...pushes, "message-bytes": bytes });
      return messagesPerSecond(given, simulate(given));
    };
    const none = messages(1) - 1;
    expect(messages(32 * 1024) - none).toBeCloseTo(1);
    expect(messages(32 * 1024 + 1) - none).toBeCloseTo(2);
  });

  it("takes less of the account's calls the longer publishers of texts wait, and never more than one for each token", () => {
    const streams = { streams: 100, "publishes-per-second": 0, "notifications-per-user-hour": 0 };
    const given = fc.record({
      "tokens-per-second": fc.double({ min: 1, max: 200, noNaN: true }),
      "subscribers-per-stream": fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 10 }), (text, step, times) => {
        const postsOf = (ms: number) => simulate(assume({ ...streams, ...text, "stream-step-ms": ms })).rates.post;
        expect(postsOf(step * times)).toBeLessThanOrEqual(postsOf(step) * ALMOST);
        const naive = 100 * text["tokens-per-second"] * text["subscribers-per-stream"];
        expect(postsOf(step)).toBeLessThanOrEqual(naive * ALMOST);
      }),
    );
  });

  it("counts texts that grow in every sum", () => {
    const [none, some] = [0, 300].map((streams) => report(assume({ streams })));
    for (const line of ["API messages", "EventBridge", "DynamoDB writes", "Lambda duration", "SQS", "Logs"])
      expect(some?.dollarsPerMonth[line]).toBeGreaterThan(none?.dollarsPerMonth[line] ?? 0);
    expect(report(assume({ streams: 700 })).limits.join(" ")).toContain("more pushes than the account's calls");
  });

  it.each([
    ["changes of states", { "state-changes-per-second": 20 }, ["EventBridge", "SQS"]],
    ["who asks for states", { "states-per-connection": 2 }, []],
    ["inboxes", { "inbox-asks": 2 }, []],
  ])("counts %s in every sum", (_, given, more) => {
    const [none, some] = [{}, given].map((one) => report(assume(one)));
    for (const line of ["API messages", "DynamoDB writes", "DynamoDB reads", "Lambda duration", "Logs", ...more])
      expect(some?.dollarsPerMonth[line]).toBeGreaterThan(none?.dollarsPerMonth[line] ?? 0);
    expect(some?.model.rates.post).toBeGreaterThan(none?.model.rates.post ?? 0);
  });

  it("says when changes of states are more than the account's calls, and how many one entity takes", () => {
    const { limits, model } = report(assume({ "state-changes-per-second": 1_000 }));
    expect(limits.join(" ")).toContain("more pushes than the account's calls");
    expect(model.state.mostOfOneEntity).toBe(40);
    // A value of 64 KB would be 132 write units, of which a partition takes 1,000 a second.
    expect(simulate(assume({ "message-bytes": 64 * 1024 })).state.mostOfOneEntity).toBeCloseTo(1000 / 132);
  });

  it("lets users come back to their states and inboxes, too", () => {
    const storm = (given: object) => simulate(assume(given)).storm.writeUnits;
    expect(storm({ "states-per-connection": 1, "inbox-asks": 1 })).toBeGreaterThan(storm({}));
  });

  it("lets no connection last longer than API Gateway does", () => {
    const rate = (minutes: number) => simulate(assume({ "session-minutes": minutes })).rates.connect;
    expect(rate(10_000)).toBe(rate(120));
    expect(rate(60)).toBe(2 * rate(120));
  });

  it("has one bill by hand: 1,000 idle users for an hour a day", () => {
    const given = assume({
      users: 1000,
      "hours-per-day": 1,
      "ping-minutes": 5,
      "publishes-per-second": 0,
      "notifications-per-user-hour": 0,
      subscriptions: 0,
    });
    const bill = billOf(given, simulate(given));
    const hours = 365 / 12;
    expect(bill["API connection minutes"]).toBeCloseTo((1000 * 60 * hours * 0.25) / 1e6);
    // 12 pings an hour, each answered, and half a refresh of the token an hour, answered too.
    expect(bill["API messages"]).toBeCloseTo((1000 * (24 + 1) * hours) / 1e6);
  });

  it.each([
    ["--users 5,000,000", { users: 5_000_000 }, "Users come faster"],
    ["--users 1,000,000", { users: 1_000_000 }, "longer than 5 minutes"],
    ["the default quotas", {}, "give it warm throughput"],
    ["--publishes-per-second 1,000", { "publishes-per-second": 1000 }, "more pushes than the account's calls"],
  ])("says what would not work of %s", (_what, given, advice) => {
    expect(report(assume(given)).limits.join(" ")).toContain(advice);
  });

  it("says nothing of limits where there are none", () =>
    expect(report(assume({ "connects-per-second": 100 })).limits).toEqual([]));

  it.each([
    ["users", 0],
    ["users", Number.NaN],
    ["memory-mb", 64],
    ["subscriptions", -1],
  ] as const)("refuses --%s %d", (name, value) => {
    expect(() => assume({ [name]: value })).toThrow(`--${name} must be a number`);
  });
});

describe("its constants", () => {
  it("all say where they are from", () => {
    for (const { value, unit, source: url } of [...Object.values(PRICES), ...Object.values(QUOTAS)]) {
      expect(value).toBeGreaterThan(0);
      expect(unit).not.toBe("");
      expect(url).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\//);
    }
  });

  it("are those of the code that it is a model of", () => {
    const largest = (subscribers: number) =>
      simulate(assume({ "largest-entity": subscribers, "publisher-concurrency": 1 })).largestEntity;
    const [one, two] = [largest(SUBSCRIBERS_PER_SHARD), largest(2 * SUBSCRIBERS_PER_SHARD)];
    expect([one.shards, two.shards, largest(2 * SUBSCRIBERS_PER_SHARD + 1).shards]).toEqual([1, 2, 3]);
    const rounds = SUBSCRIBERS_PER_SHARD / POSTS_AT_ONCE;
    expect(two.secondsToReachEverybody - one.secondsToReachEverybody).toBeCloseTo((rounds * POST_MS) / 1000);
  });
});

describe("docs/scale.md", () => {
  const document = source("../../docs/scale.md");

  it("shows what the program prints for its examples", () => {
    const examples = [...document.matchAll(/```\n(npm run simulate -- --\w.*)\n([\s\S]*?)```/g)];
    expect(examples.length).toBe(3);
    expect(examples[0]?.[2]?.split("\n").length).toBeGreaterThan(20);
    for (const [, command = "", printed = ""] of examples) expectPrinted(command, printed);
  });

  function expectPrinted(command: string, printed: string): void {
    const given = Object.fromEntries(
      [...command.matchAll(/--([a-z-]+) ([\d.]+)/g)].map(([, name = "", value]) => [name, Number(value)]),
    );
    const lines = asText(report(assume(given))).split("\n");
    for (const line of printed.trimEnd().split("\n")) expect(lines).toContain(line);
  }

  it("says how many answers of a model there can be at once, by the step of their publisher", () => {
    const rowOf = (step: number) => {
      const { stream } = simulate(assume({ "stream-step-ms": step }));
      return `| ${figure(stream.pushes)} | ${Math.floor(stream.atOnce).toLocaleString("en-US")} |`;
    };
    for (const step of [40, 100, 250])
      expect(document).toMatch(new RegExp(`\\| ${step} ms[^|]*${rowOf(step).replaceAll("|", "\\|")}`));
    expect(document).toContain("about 330 answers at once");
    expect(Math.floor(simulate(assume({})).stream.naiveAtOnce)).toBe(333);
  });

  it("names the quotas as the program has them", () => {
    for (const { value } of [QUOTAS.connectsPerSecond, QUOTAS.callsPerSecond, QUOTAS.partitionWriteUnits])
      expect(document).toContain(value.toLocaleString("en-US"));
  });
});

describe("figure", () => {
  it.each([
    [1234.5, "1,230"],
    [0.12345, "0.123"],
    [7, "7"],
  ])("says %d as %s", (value, text) => expect(figure(value)).toBe(text));
});
