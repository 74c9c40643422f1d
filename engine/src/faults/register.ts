import type { Clock } from "../kernel/clock.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Random } from "../kernel/random.ts";
import type { Tracer } from "../kernel/tracing.ts";
import type {
  Fault,
  FaultFacts,
  FaultMoment,
  Faults,
  InstantMoment,
  TakeFault,
  WaitingMoment,
} from "../services/contract/faults.ts";
import { type FaultDefinition, type KnownNames, parseFault, readDefinition } from "./definition.ts";
import { type DescribedKind, describeKinds } from "./help.ts";
import { compileRule, type FaultRule, type OtherNames } from "./rule.ts";

/** A fault that is set; disposing it takes it away. */
export interface SetFault extends Disposable {
  readonly id: string;
  readonly definition: FaultDefinition;
  /** Gives the same chances again. */
  readonly seed: number;
  /** The number of times that it has struck. */
  readonly strikes: number;
}

/** Faults on purpose: what goes wrong, for whom and how often. */
export interface EngineFaults {
  /** Sets a fault, by an object or as `--fault` takes it. Throws a `UserError` for one that is none. */
  add(definition: FaultDefinition | string): SetFault;
  /** Those that are set, in the order in which they were. */
  list(): readonly SetFault[];
  /** Takes a fault away; false when there is none of this id. */
  remove(id: string): boolean;
  clear(): void;
}

export interface FaultsDependencies {
  readonly clock: Clock;
  readonly journal: Recorder;
  readonly random: Random;
  /** Without it what is recorded belongs to no trace. */
  readonly tracer?: Tracer;
  readonly names: KnownNames;
  readonly otherNames: OtherNames;
}

interface Entry extends SetFault {
  readonly rule: FaultRule;
  strikes: number;
}

/** The register of faults: one side is for who sets them, the other for the services that ask. */
export class FaultRegister implements EngineFaults, Faults {
  readonly #dependencies: FaultsDependencies;
  readonly #listeners = new Set<(take: TakeFault) => void>();
  #entries: readonly Entry[] = [];
  #lastId = 0;
  take: Faults["take"];
  meet: Faults["meet"];

  constructor(dependencies: FaultsDependencies) {
    this.#dependencies = dependencies;
  }

  add(given: unknown): SetFault {
    const { random, names, otherNames, journal } = this.#dependencies;
    const definition = readDefinition(typeof given === "string" ? parseFault(given) : given, names);
    const seed = definition.seed ?? random.bytes(4).readUInt32BE();
    const id = `fault-${++this.#lastId}`;
    const rule = compileRule(definition, seed, otherNames);
    const entry: Entry = { id, definition, seed, strikes: 0, rule, [Symbol.dispose]: () => void this.remove(id) };
    this.#replace([...this.#entries, entry]);
    journal.record("faults", "set", { fault: id, ...definition, seed });
    const takeThis = (moment: InstantMoment, facts: FaultFacts) => this.#first([entry], moment, facts);
    for (const listener of this.#listeners) listener(takeThis as TakeFault);
    return entry;
  }

  list(): readonly SetFault[] {
    return this.#entries;
  }

  kinds(): readonly DescribedKind[] {
    return describeKinds();
  }

  remove(id: string): boolean {
    const left = this.#entries.filter((entry) => entry.id !== id);
    if (left.length === this.#entries.length) return false;
    this.#replace(left);
    this.#dependencies.journal.record("faults", "removed", { fault: id });
    return true;
  }

  clear(): void {
    for (const { id } of this.#entries) this.remove(id);
  }

  onAdded(listener: (take: TakeFault) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Whoever asks looks first whether there is anything to ask. */
  #replace(entries: readonly Entry[]): void {
    this.#entries = entries;
    const [take, meet] = entries.length === 0 ? [] : [this.#takeInstant, this.#meetAfterDelays];
    this.take = take as Faults["take"];
    this.meet = meet as Faults["meet"];
  }

  readonly #takeInstant = (moment: InstantMoment, facts: FaultFacts) => this.#first(this.#entries, moment, facts);

  readonly #meetAfterDelays = async (moment: WaitingMoment, facts: FaultFacts): Promise<Fault | undefined> => {
    const { clock, tracer } = this.#dependencies;
    const span = tracer?.current;
    const delays = this.#entries.filter((entry) => isDelay(entry) && entry.rule.strikes(moment, facts));
    for (const entry of delays) this.#strike(entry, moment, facts);
    const ms = delays.reduce((sum, { definition }) => sum + (definition.ms ?? 0), 0);
    if (ms > 0) await new Promise<void>((resolve) => clock.after(ms, resolve));
    const first = () => this.#first(this.#entries, moment, facts);
    return tracer ? tracer.within(span, first) : first();
  };

  /** Of several that might strike the one that was set first does. */
  #first(entries: readonly Entry[], moment: FaultMoment, facts: FaultFacts): Fault | undefined {
    const entry = entries.find((each) => !isDelay(each) && each.rule.strikes(moment, facts));
    if (entry) this.#strike(entry, moment, facts);
    return entry?.rule.fault;
  }

  #strike(entry: Entry, moment: FaultMoment, facts: FaultFacts): void {
    const { id, definition } = entry;
    const { kind, count = Number.POSITIVE_INFINITY, ms } = definition;
    entry.strikes++;
    const { journal, otherNames } = this.#dependencies;
    const data = { fault: id, kind, at: moment, ...(ms !== undefined && { ms }), ...journalNames(facts) };
    const [logicalId] = facts.function === undefined ? [] : otherNames("function", facts.function);
    journal.record("faults", "injected", { ...data, ...(logicalId !== undefined && { logicalId }) });
    if (entry.strikes >= count) this.remove(id);
  }
}

/** The journal's own names of what a fault has hit, by which the other entries of the same trip are found. */
const JOURNAL_NAMES: Readonly<Record<string, string>> = {
  api: "apiId",
  route: "routeKey",
  function: "functionName",
  connection: "connectionId",
};

const journalNames = ({ trace, ...scope }: FaultFacts) => ({
  ...Object.fromEntries(Object.entries(scope).map(([key, value]) => [JOURNAL_NAMES[key] ?? key, value])),
  ...trace,
});

const isDelay = ({ definition: { kind } }: Entry) => kind === "delay";

/** A register with these faults set. Throws a `UserError` for one that is none. */
export function setFaults(
  definitions: readonly (FaultDefinition | string)[] = [],
  dependencies: FaultsDependencies,
): FaultRegister {
  const register = new FaultRegister(dependencies);
  for (const definition of definitions) register.add(definition);
  return register;
}
