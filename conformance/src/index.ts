export { chapters } from "./chapters/chapters.ts";
export type { Fact, FactId, Mark, Section } from "./facts/fact.ts";
export { facts, sections } from "./facts/facts.ts";
export type { Source } from "./facts/sources/source.ts";
export { type SourceId, sources } from "./facts/sources.ts";
export { type FrameOptions, frame } from "./probe/frame.ts";
export { jsonReport } from "./reports/json.ts";
export { junitReport } from "./reports/junit.ts";
export { pageReport } from "./reports/page.ts";
export { textReport } from "./reports/text.ts";
export {
  allFacts,
  type FactOutcome,
  type FactResult,
  type Numbers,
  numbersOf,
  type Results,
  resultsOf,
  type SectionResult,
} from "./results.ts";
export type { Case, Chapter } from "./suite/declare.ts";
export type { Difference } from "./suite/difference.ts";
export { type Outcome, type Tried, type TryOptions, tryChapters } from "./suite/try-cases.ts";
export { startAwsTarget } from "./targets/aws.ts";
export { type Isolation, startEngineTarget } from "./targets/engine.ts";
export { fixture } from "./targets/fixture.ts";
export type { AwsCredentials, BackendRequest, LambdaEvent, Records, Stage, Target } from "./targets/target.ts";
export { type StageUrls, startUrlTarget, type UrlTargetOptions } from "./targets/urls.ts";
