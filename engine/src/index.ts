export { type Engine, type EngineOptions, startEngine } from "./engine.ts";
export type { FaultDefinition } from "./faults/definition.ts";
export type { EngineFaults, SetFault } from "./faults/register.ts";
export { type AdjustableClock, type Clock, createClock } from "./kernel/clock.ts";
export { ServiceError, UserError } from "./kernel/errors.ts";
export type { Journal, JournalEntry, JournalMatch } from "./kernel/journal.ts";
export type { RunningWebSocket } from "./local-urls.ts";
