import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { paginate } from "../../contract/paging.ts";
import { type Buses, busNameOf } from "../buses/buses.ts";
import { validation } from "../buses/errors.ts";
import { compileRule, type Rule } from "../buses/rule.ts";
import { ruleTarget } from "../buses/target.ts";
import { checkTargets } from "../buses/target-check.ts";

const name = z.string().regex(/^[\w.-]{1,64}$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
const busName = { EventBusName: z.string().optional() };
const page = { Limit: z.number().int().min(1).max(100).default(100), NextToken: z.string().optional() };

const view = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.eventPattern,
  ScheduleExpression: rule.scheduleExpression,
  State: rule.enabled ? "ENABLED" : "DISABLED",
  Description: rule.description,
  EventBusName: rule.busName,
});

export const putRule = (buses: Buses): Operation =>
  operation(
    z.object({
      ...busName,
      Name: name,
      EventPattern: z.string().optional(),
      ScheduleExpression: z.string().optional(),
      State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
      Description: z.string().optional(),
    }),
    ({ Name, EventBusName, EventPattern, ScheduleExpression, State, Description }) => {
      const bus = buses.get(EventBusName);
      const arn = buses.ruleArn(Name, bus.name);
      const description = {
        name: Name,
        busName: bus.name,
        arn,
        description: Description,
        eventPattern: EventPattern,
        scheduleExpression: ScheduleExpression,
        enabled: State !== "DISABLED",
      };
      const existing = bus.rules.get(Name);
      const rule = compileRule(description, existing?.targets);
      buses.putRule({ ...rule, fromTemplate: existing?.fromTemplate });
      return { RuleArn: arn };
    },
  );

export const describeRule = (buses: Buses, accountId: string): Operation =>
  operation(z.object({ ...busName, Name: name }), ({ Name, EventBusName }) => ({
    ...view(buses.rule(Name, EventBusName)),
    CreatedBy: accountId,
  }));

export const listRules = (buses: Buses): Operation =>
  operation(
    z.object({ ...busName, ...page, NamePrefix: z.string().default("") }),
    ({ EventBusName, NamePrefix, Limit, NextToken }) => {
      const rules = [...buses.get(EventBusName).rules.values()].filter((rule) => rule.name.startsWith(NamePrefix));
      const { page: listed, nextToken } = paginate(rules, { maxResults: Limit, nextToken: NextToken });
      return { Rules: listed.map(view), NextToken: nextToken };
    },
  );

export const listRuleNamesByTarget = (buses: Buses): Operation =>
  operation(
    z.object({ ...busName, ...page, TargetArn: z.string() }),
    ({ EventBusName, TargetArn, Limit, NextToken }) => {
      const rules = [...buses.get(EventBusName).rules.values()].filter(({ targets }) =>
        [...targets.values()].some(({ Arn }) => Arn === TargetArn),
      );
      const { page: listed, nextToken } = paginate(rules, { maxResults: Limit, nextToken: NextToken });
      return { RuleNames: listed.map((rule) => rule.name), NextToken: nextToken };
    },
  );

/** Deleting a rule that does not exist is no error. */
export const deleteRule = (buses: Buses): Operation =>
  operation(z.object({ ...busName, Name: name }), ({ Name, EventBusName }) => {
    const rule = buses.get(EventBusName).rules.get(Name);
    if (rule && rule.targets.size > 0) throw validation("Rule can't be deleted since it has targets.");
    if (rule) buses.removeRule(rule);
    return {};
  });

export const setRuleState = (buses: Buses, enabled: boolean): Operation =>
  operation(z.object({ ...busName, Name: name }), ({ Name, EventBusName }) => {
    const rule = buses.rule(Name, EventBusName);
    buses.putRule({ ...rule, enabled });
    return {};
  });

const ruleId = { ...busName, Rule: name };

export const putTargets = (buses: Buses): Operation =>
  operation(
    z.object({ ...ruleId, Targets: z.array(ruleTarget).min(1).max(100) }),
    ({ Rule, EventBusName, Targets }) => {
      const rule = buses.rule(Rule, EventBusName);
      checkTargets([...rule.targets.values(), ...Targets]);
      for (const target of Targets) rule.targets.set(target.Id, target);
      buses.changed(rule);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  );

export const removeTargets = (buses: Buses): Operation =>
  operation(z.object({ ...ruleId, Ids: z.array(z.string()).min(1).max(100) }), ({ Rule, EventBusName, Ids }) => {
    const rule = buses.rule(Rule, EventBusName);
    const unknown = Ids.filter((id) => !rule.targets.delete(id));
    buses.changed(rule);
    return {
      FailedEntryCount: unknown.length,
      FailedEntries: unknown.map((TargetId) => ({
        TargetId,
        ErrorCode: "ResourceNotFoundException",
        ErrorMessage: `Rule ${Rule} on EventBus ${busNameOf(EventBusName)} has no target ${TargetId}.`,
      })),
    };
  });

export const listTargetsByRule = (buses: Buses): Operation =>
  operation(z.object({ ...ruleId, ...page }), ({ Rule, EventBusName, Limit, NextToken }) => {
    const targets = [...buses.rule(Rule, EventBusName).targets.values()];
    const { page: listed, nextToken } = paginate(targets, { maxResults: Limit, nextToken: NextToken });
    return { Targets: listed, NextToken: nextToken };
  });
