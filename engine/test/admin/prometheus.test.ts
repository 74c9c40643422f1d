import { describe, expect, it } from "vitest";
import { type Sample, toPrometheusText } from "../../src/admin/prometheus.ts";

describe("GET /_portcullis/metrics", () => {
  it("gives sums and counts of each metric by its dimensions", () => {
    const samples: Sample[] = [
      { name: "ConnectCount", dimensions: { ApiId: "abc", Stage: "dev" }, sum: 3, sampleCount: 3 },
      {
        name: "IntegrationLatency",
        dimensions: { ApiId: "abc", Stage: "dev", Route: 'a"b' },
        sum: 12.5,
        sampleCount: 2,
      },
      { name: "ConnectCount", dimensions: { ApiId: "abc" }, sum: 4, sampleCount: 4 },
    ];
    expect(toPrometheusText(samples)).toBe(
      [
        "# TYPE aws_apigateway_connect_count summary",
        'aws_apigateway_connect_count_sum{api_id="abc",stage="dev"} 3',
        'aws_apigateway_connect_count_count{api_id="abc",stage="dev"} 3',
        'aws_apigateway_connect_count_sum{api_id="abc"} 4',
        'aws_apigateway_connect_count_count{api_id="abc"} 4',
        "# TYPE aws_apigateway_integration_latency summary",
        'aws_apigateway_integration_latency_sum{api_id="abc",stage="dev",route="a\\"b"} 12.5',
        'aws_apigateway_integration_latency_count{api_id="abc",stage="dev",route="a\\"b"} 2',
        "",
      ].join("\n"),
    );
  });

  it("is empty before anything happened", () => {
    expect(toPrometheusText([])).toBe("");
  });
});
