import { describe, expect, it, vi } from "vitest";
import { createMetrics } from "../../../src/aws/cloudwatch/metrics.ts";
import type { Metrics } from "../../../src/core/ports.ts";
import { outputOf } from "../../support/lambda.ts";

const NOW_MS = 1_769_860_800_000;

async function linesOf(use: (metrics: Metrics) => void) {
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "portcullis");
  const text = await outputOf(async () => use(createMetrics(() => NOW_MS)));
  return text
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe("metrics", () => {
  it("count for the whole service, in a line that CloudWatch reads", async () => {
    expect(await linesOf((metrics) => metrics.count("Deliveries", 3))).toEqual([
      {
        _aws: {
          Timestamp: NOW_MS,
          CloudWatchMetrics: [
            { Namespace: "Portcullis", Dimensions: [["service"]], Metrics: [{ Name: "Deliveries", Unit: "Count" }] },
          ],
        },
        service: "portcullis",
        Deliveries: 3,
      },
    ]);
  });

  it("count for their cause too, and for the service whatever the cause", async () => {
    const [line] = await linesOf((metrics) => metrics.count("Refusals", 1, "token_expired"));
    expect(line).toMatchObject({ service: "portcullis", cause: "token_expired", Refusals: 1 });
    expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([["service"], ["service", "cause"]]);
  });

  it("have every dimension and metric that they name as a member of the line", async () => {
    const lines = await linesOf((metrics) => {
      metrics.count("Refusals", 1, "token_missing");
      metrics.durations("FanOutLatency", [12.5]);
    });
    for (const line of lines)
      for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics)
        for (const name of [...Dimensions.flat(), ...Metrics.map((metric: { Name: string }) => metric.Name)])
          expect(line[name]).toBeDefined();
  });

  it("share durations out, 100 to a line, and lose none", async () => {
    const durations = Array.from({ length: 250 }, (_, index) => index);
    const lines = await linesOf((metrics) => metrics.durations("FanOutLatency", durations));
    expect(lines.map((line) => line.FanOutLatency.length)).toEqual([100, 100, 50]);
    expect(lines.flatMap((line) => line.FanOutLatency)).toEqual(durations);
    expect(lines[0]._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: "FanOutLatency", Unit: "Milliseconds" }]);
  });

  it("are silent about durations that there are none of", async () => {
    expect(await linesOf((metrics) => metrics.durations("FanOutLatency", []))).toEqual([]);
  });
});
