import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { paginate } from "../../contract/paging.ts";
import type { LogGroup, LogStream } from "../log-events.ts";
import type { LogGroups } from "../log-groups.ts";
import { descriptionLimit, groupOf, invalid, logsOperation, ofGroup, readToken } from "./input.ts";

const groupsInput = z.object({
  logGroupNamePrefix: z.string().optional(),
  logGroupNamePattern: z.string().optional(),
  nextToken: z.string().optional(),
  limit: descriptionLimit,
});

/** Lists groups by name. */
export const describeLogGroups = (groups: LogGroups): Operation =>
  logsOperation(groupsInput, ({ logGroupNamePrefix: prefix, logGroupNamePattern: pattern, nextToken, limit }) => {
    if (prefix !== undefined && pattern !== undefined)
      throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    const found = groups.all.filter(({ name }) => name.startsWith(prefix ?? "") && name.includes(pattern ?? ""));
    const { page, nextToken: next } = paginate(found, { maxResults: limit, nextToken: readToken(nextToken) });
    return { logGroups: page.map(describeGroup), nextToken: next };
  });

const describeGroup = ({ name, arn, createdAt, retentionInDays, storedBytes }: LogGroup) => ({
  logGroupName: name,
  creationTime: createdAt,
  ...(retentionInDays !== undefined && { retentionInDays }),
  metricFilterCount: 0,
  arn: `${arn}:*`,
  storedBytes,
  logGroupClass: "STANDARD",
  logGroupArn: arn,
});

const streamsInput = ofGroup.extend({
  logStreamNamePrefix: z.string().optional(),
  orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName"),
  descending: z.boolean().default(false),
  nextToken: z.string().optional(),
  limit: descriptionLimit,
});

const byName = (one: LogStream, other: LogStream) => (one.name < other.name ? -1 : 1);
const byTime = (one: LogStream, other: LogStream) => (one.lastEventAt ?? 0) - (other.lastEventAt ?? 0);

/** Lists the streams of a group: each environment of a function has one. */
export const describeLogStreams = (groups: LogGroups): Operation =>
  logsOperation(streamsInput, ({ logStreamNamePrefix = "", orderBy, descending, nextToken, limit, ...named }) => {
    if (orderBy === "LastEventTime" && logStreamNamePrefix !== "")
      throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
    const streams = [...groupOf(named, groups).streams.values()]
      .filter(({ name }) => name.startsWith(logStreamNamePrefix))
      .sort(orderBy === "LastEventTime" ? byTime : byName);
    if (descending) streams.reverse();
    const { page, nextToken: next } = paginate(streams, { maxResults: limit, nextToken: readToken(nextToken) });
    return { logStreams: page.map(describeStream), nextToken: next };
  });

const describeStream = ({ name, group, createdAt, firstEventAt, lastEventAt, lastIngestionAt }: LogStream) => ({
  logStreamName: name,
  creationTime: createdAt,
  firstEventTimestamp: firstEventAt,
  lastEventTimestamp: lastEventAt,
  lastIngestionTime: lastIngestionAt,
  arn: `${group.arn}:log-stream:${name}`,
  // CloudWatch Logs no longer counts a stream's bytes.
  storedBytes: 0,
});
