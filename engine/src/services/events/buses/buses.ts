import { uuid } from "../../../kernel/random.ts";
import { otherTrace } from "../../../kernel/tracing.ts";
import { formatArn, parseArn } from "../../../languages/arn.ts";
import { stringifyExactJson } from "../../../languages/exact-json.ts";
import { type RunningSchedule, runSchedule } from "../../../languages/schedule-expression/schedule-expression.ts";
import { saysTheSame } from "../../contract/deployed.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { Scheduled } from "../due.ts";
import { type BusRecord, BusShelves } from "./bus-shelves.ts";
import { createEventDeliveries, type EventDeliveries, type TargetDelivery } from "./delivery.ts";
import { type EventEnvelope, formatEventTime } from "./envelope.ts";
import { busNotFound, ruleNotFound } from "./errors.ts";
import { compileRule, type Rule, type TemplateRule } from "./rule.ts";
import type { RuleTarget } from "./target.ts";
import { targetInput } from "./target-input.ts";

export const DEFAULT_BUS = "default";

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string | undefined;
  /** Rules by name. */
  readonly rules: Map<string, Rule>;
}

/** Circumstances in which an event comes to a bus. */
export interface Arrival {
  /** X-Ray's header, which goes on to targets. */
  readonly traceHeader?: string | undefined;
  /** A rule of a bus sent it. */
  readonly fromBus?: boolean;
}

/** Name of a bus that is given by its name, its ARN or not at all. */
export const busNameOf = (nameOrArn: string = DEFAULT_BUS) => nameOrArn.replace(/^arn:.*:event-bus\//, "");

/** The resource in a rule's ARN, which leaves out the default bus. */
export const ruleResource = (name: string, busName: string) =>
  busName === DEFAULT_BUS ? `rule/${name}` : `rule/${busName}/${name}`;

const NO_JSON = "The InputTransformer's template is no JSON once it is filled in: EventBridge does not deliver that.";

const OTHER_ACCOUNT_OR_REGION = "The bus is in another account or region, of which nothing runs here.";

/** EventBridge guide, "Sending and receiving events between event buses in the same account and Region". */
const THIRD_BUS = "The event came from another bus, and EventBridge does not send it on to a third.";

/** The account's event buses with their rules: those that were kept, and those that are made. */
export class Buses implements Disposable {
  readonly deliveries: EventDeliveries;
  readonly #context: ServiceContext;
  readonly #shelves: BusShelves;
  readonly #byName = new Map<string, Bus>();
  readonly #schedules = new Map<Rule, RunningSchedule>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.deliveries = createEventDeliveries(context);
    this.#shelves = new BusShelves(context.kept);
    for (const [name, record] of this.#shelves.buses()) this.#open(name, record);
    if (!this.find(DEFAULT_BUS)) this.add(DEFAULT_BUS);
    for (const rule of this.#shelves.rules()) if (this.find(rule.busName)) this.putRule(rule);
  }

  list(): readonly Bus[] {
    return [...this.#byName.values()];
  }

  add(name: string, description?: string): Bus {
    const record = { createdAt: this.#context.clock.now(), description };
    this.#shelves.keepBus(name, record);
    return this.#open(name, record);
  }

  /** Makes a template's bus unless it is there, and describes it as the template does. */
  deploy(name: string, description: string | undefined): void {
    const bus = this.find(name) ?? this.add(name, description);
    if (bus.description === description) return;
    this.#byName.set(name, { ...bus, description });
    this.#shelves.keepBus(name, { createdAt: bus.createdAt, description });
  }

  remove(bus: Bus): void {
    for (const rule of bus.rules.values()) this.removeRule(rule);
    this.#byName.delete(bus.name);
    this.#shelves.forgetBus(bus.name);
  }

  /** The bus of a name or an ARN. A bus of another account or region is none of these, whatever its name. */
  find(nameOrArn?: string): Bus | undefined {
    const bus = this.#byName.get(busNameOf(nameOrArn));
    return nameOrArn?.startsWith("arn:") && nameOrArn !== bus?.arn ? undefined : bus;
  }

  /** The bus of a name or an ARN; throws `ResourceNotFoundException`. */
  get(nameOrArn?: string): Bus {
    const bus = this.find(nameOrArn);
    if (!bus) throw busNotFound(busNameOf(nameOrArn));
    return bus;
  }

  /** The rule of that name; throws `ResourceNotFoundException`. */
  rule(name: string, bus?: string): Rule {
    const rule = this.get(bus).rules.get(name);
    if (!rule) throw ruleNotFound(name, busNameOf(bus));
    return rule;
  }

  ruleArn(name: string, busName: string): string {
    return this.#arn(ruleResource(name, busName));
  }

  /** Adds a rule, or puts it in the place of one of that name; its schedule begins now. */
  putRule(rule: Rule): void {
    const { rules } = this.get(rule.busName);
    const earlier = rules.get(rule.name);
    if (earlier) this.removeRule(earlier);
    rules.set(rule.name, rule);
    this.#shelves.keepRule(rule);
    if (rule.schedule && rule.enabled)
      this.#schedules.set(
        rule,
        runSchedule(this.#context.clock, rule.schedule, (dueAt) => this.#runDue(rule, dueAt)),
      );
  }

  /** Puts a template's rule, unless it is there and the template says the same of it as before. */
  deployRule(fromTemplate: TemplateRule): void {
    const { description, targets } = fromTemplate;
    const existing = this.find(description.busName)?.rules.get(description.name);
    if (saysTheSame(existing?.fromTemplate, fromTemplate)) return;
    const rule = compileRule(description, new Map(targets.map((target) => [target.Id, target])));
    this.putRule({ ...rule, fromTemplate });
  }

  /** Removes rules that a template made and lacks now: events that match them would arrive twice, or nowhere. */
  retireRules(deployed: ReadonlySet<string>): void {
    const rules = [...this.#byName.values()].flatMap((bus) => [...bus.rules.values()]);
    for (const rule of rules) if (rule.fromTemplate && !deployed.has(rule.arn)) this.removeRule(rule);
  }

  /** Keeps a rule's targets. To be called after they were changed. */
  changed(rule: Rule): void {
    this.#shelves.keepRule(rule);
  }

  removeRule(rule: Rule): void {
    this.#shelves.forgetRule(rule);
    this.#schedules.get(rule)?.[Symbol.dispose]();
    this.#schedules.delete(rule);
    this.find(rule.busName)?.rules.delete(rule.name);
  }

  /** Rules that run by a schedule, with their next times. */
  scheduled(): readonly Scheduled[] {
    return [...this.#schedules].map(([{ arn }, { nextAt }]) => ({ arn, nextAt }));
  }

  /** Hands an event to the targets of every rule that matches it. Numbers of its detail may be exact ones. */
  publish(bus: Bus, event: EventEnvelope, arrival: Arrival = {}): void {
    const plain: EventEnvelope = JSON.parse(stringifyExactJson(event));
    const matching = [...bus.rules.values()].filter((rule) => rule.enabled && rule.matches(plain));
    const { journal, tracer } = this.#context;
    const work = () => {
      journal.record("events", "event", {
        bus: bus.name,
        eventId: event.id,
        source: event.source,
        detailType: event["detail-type"],
        rules: matching.map(({ name }) => name),
      });
      for (const rule of matching) this.#send(rule, event, arrival);
    };
    // Each entry of a call can name a trace of its own.
    tracer.span(work, otherTrace(arrival.traceHeader, tracer.current));
  }

  [Symbol.dispose](): void {
    for (const schedule of this.#schedules.values()) schedule[Symbol.dispose]();
    this.deliveries[Symbol.dispose]();
  }

  #runDue(rule: Rule, dueAt: number): void {
    const { stack, random, journal, tracer } = this.#context;
    const event: EventEnvelope = {
      version: "0",
      id: uuid(random),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: stack.accountId,
      time: formatEventTime(dueAt),
      region: stack.region,
      resources: [rule.arn],
      detail: {},
    };
    tracer.trace(() => {
      journal.record("events", "schedule", { rule: rule.arn, eventId: event.id });
      this.#send(rule, event);
    });
  }

  #send(rule: Rule, event: EventEnvelope, arrival: Arrival = {}): void {
    for (const target of rule.targets.values()) this.#sendTo(target, rule, event, arrival);
  }

  #sendTo(target: RuleTarget, rule: Rule, event: EventEnvelope, { traceHeader, fromBus = false }: Arrival): void {
    const from = { principal: "events.amazonaws.com", sourceArn: rule.arn };
    const payload = targetInput(target, event, rule, this.#context.clock.now());
    const hindrance = this.#hindrance(target, fromBus) ?? (payload === undefined ? NO_JSON : undefined);
    if (payload === undefined || hindrance !== undefined) this.#recordNotSent(target, rule, event, hindrance);
    else this.#begin({ target, payload, from, ruleArn: rule.arn, eventId: event.id, traceHeader }, rule);
  }

  /** EventBridge delivers at least once: the same event may come again. */
  #begin(delivery: TargetDelivery, { busName: bus, name: rule }: Rule): void {
    const { take } = this.#context.faults;
    this.deliveries.begin(delivery);
    if (take?.("bus", { bus, rule, trace: { eventId: delivery.eventId } })) this.deliveries.begin(delivery);
  }

  /** The reason for which a target gets nothing. */
  #hindrance({ Arn }: RuleTarget, fromBus: boolean): string | undefined {
    const arn = parseArn(Arn);
    if (arn?.service !== "events" || !arn.resource.startsWith("event-bus/")) return undefined;
    const { region, accountId } = this.#context.stack;
    if (arn.region !== region || arn.accountId !== accountId) return OTHER_ACCOUNT_OR_REGION;
    return fromBus ? THIRD_BUS : undefined;
  }

  #recordNotSent({ Arn: target }: RuleTarget, rule: Rule, event: EventEnvelope, message: string | undefined): void {
    this.#context.journal.record("events", "not-sent", { rule: rule.arn, eventId: event.id, target, message });
  }

  #open(name: string, { createdAt, description }: BusRecord): Bus {
    const bus = { name, arn: this.#arn(`event-bus/${name}`), createdAt, description, rules: new Map<string, Rule>() };
    this.#byName.set(name, bus);
    return bus;
  }

  #arn(resource: string): string {
    const { partition, region, accountId } = this.#context.stack;
    return formatArn({ partition, service: "events", region, accountId, resource });
  }
}
