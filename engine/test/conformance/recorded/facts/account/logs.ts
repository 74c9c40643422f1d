import type { CallFact } from "../../calls.ts";
import { type FactTable, from } from "../../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `logs/${place}`, date, rows);

const logGroupName = "/aws/lambda/worker";
const logStreamName = "stream";
const tooMany = {
  code: "InvalidParameterException",
  message:
    "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
};
const noToken = { code: "InvalidParameterException", message: "The specified nextToken is invalid." };

/** Refusals of CloudWatch Logs; there is one group. */
export const logRefusals: FactTable<CallFact> = {
  service: "CloudWatch Logs",
  subject: "refusals",
  facts: [
    ...of("test_logs_events: test_resource_does_not_exist", "2026-02-03", [
      {
        id: "logs/no-group",
        call: ["GetLogEvents", { logGroupName: "none", logStreamName }],
        error: { code: "ResourceNotFoundException", message: "The specified log group does not exist." },
      },
      {
        id: "logs/no-stream",
        call: ["GetLogEvents", { logGroupName, logStreamName: "none" }],
        error: { code: "ResourceNotFoundException", message: "The specified log stream does not exist." },
      },
    ]),
    ...of("test_logs_events: test_get_log_events_limit_validation", "2026-02-03", [
      {
        id: "logs/get-too-many",
        call: ["GetLogEvents", { logGroupName, logStreamName, limit: 10_001 }],
        error: tooMany,
      },
    ]),
    ...of("test_logs_filter_events: test_filter_log_events_limit_validation", "2026-02-05", [
      { id: "logs/filter-too-many", call: ["FilterLogEvents", { logGroupName, limit: 10_001 }], error: tooMany },
    ]),
    ...of("test_logs_filter_events: test_filter_log_events_unknown_token", "2026-02-05", [
      { id: "logs/filter-token", call: ["FilterLogEvents", { logGroupName, nextToken: "invalid" }], error: noToken },
    ]),
    ...of("test_logs_groups: test_describe_log_groups_prefix_and_pattern_error", "2026-02-03", [
      {
        id: "logs/prefix-and-pattern",
        call: ["DescribeLogGroups", { logGroupNamePrefix: "/aws", logGroupNamePattern: "aws" }],
        error: {
          code: "InvalidParameterException",
          message: "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        },
      },
    ]),
    ...of("test_logs_groups: test_describe_log_groups_with_pattern", "2026-02-03", [
      {
        id: "logs/groups-by-pattern",
        call: ["DescribeLogGroups", { logGroupNamePattern: "lambda" }],
        output: { logGroups: [{ logGroupName, storedBytes: 0 }] },
      },
      {
        id: "logs/groups-by-a-pattern-of-none",
        call: ["DescribeLogGroups", { logGroupNamePattern: "no-match" }],
        output: { logGroups: [] },
      },
    ]),
    ...of("test_logs_groups: test_describe_log_groups_with_prefix", "2026-02-03", [
      {
        id: "logs/groups-by-prefix",
        call: ["DescribeLogGroups", { logGroupNamePrefix: "/aws/lambda" }],
        output: {
          logGroups: [
            {
              arn: /^arn:aws:logs:[\w-]+:\d{12}:log-group:\/aws\/lambda\/worker:\*$/,
              logGroupArn: /^arn:aws:logs:[\w-]+:\d{12}:log-group:\/aws\/lambda\/worker$/,
              logGroupClass: "STANDARD",
              logGroupName,
              metricFilterCount: 0,
              storedBytes: 0,
            },
          ],
        },
      },
    ]),
  ],
};
