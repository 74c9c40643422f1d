import { messageOf } from "../../../kernel/errors.ts";
import { uuid } from "../../../kernel/random.ts";
import { parseScheduleExpression, type Schedule } from "../../../languages/schedule-expression/schedule-expression.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { attachStage, CURRENT, PENDING, type RotationRules, type SecretRecord } from "./secret.ts";
import type { Secrets } from "./secrets.ts";

/** Steps that Secrets Manager asks of a rotation function, in this order. */
const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Schedule of a secret's rotations; throws `ScheduleExpressionError`. Undefined: only when asked to. */
export function scheduleOf({ ScheduleExpression, AutomaticallyAfterDays }: RotationRules): Schedule | undefined {
  if (ScheduleExpression !== undefined) return parseScheduleExpression(ScheduleExpression);
  if (AutomaticallyAfterDays === undefined) return undefined;
  return { next: (after) => after + AutomaticallyAfterDays * DAY_MS };
}

/** Rotates secrets by their functions, when asked to and by their schedules. */
export class Rotations implements AsyncDisposable {
  readonly #context: ServiceContext;
  readonly #secrets: Secrets;
  readonly #timers = new Map<string, Disposable>();
  readonly #running = new Set<Promise<void>>();
  #disposed = false;

  constructor(context: ServiceContext, secrets: Secrets) {
    this.#context = context;
    this.#secrets = secrets;
  }

  /** Arms the timer of the secret's next rotation, or takes it away. Days are counted from `from`. */
  schedule(secret: SecretRecord, from: number = secret.rotatedAt ?? this.#context.clock.now()): void {
    const { clock } = this.#context;
    this.#timers.get(secret.arn)?.[Symbol.dispose]();
    this.#timers.delete(secret.arn);
    const schedule = secret.rotation?.enabled ? scheduleOf(secret.rotation.rules) : undefined;
    const expressed = secret.rotation?.rules.ScheduleExpression !== undefined;
    secret.nextRotationAt = schedule?.next(expressed ? clock.now() : from);
    this.#arm(secret);
  }

  /** Goes on with rotations that were under way when the engine ended, and with schedules as they were. */
  resume(): void {
    for (const secret of this.#secrets.list()) {
      if (secret.rotating !== undefined && secret.deletedAt === undefined) this.start(secret, secret.rotating);
      if (!this.#timers.has(secret.arn)) this.#arm(secret);
    }
  }

  /** Announces the new version and has the function make it; resolves with its id before that is done. */
  start(secret: SecretRecord, versionId: string = uuid(this.#context.random)): string {
    if (!secret.versions.some((version) => version.versionId === versionId))
      secret.versions = [...secret.versions, { versionId, createdAt: this.#context.clock.now() }];
    attachStage(secret, PENDING, versionId);
    secret.rotating = versionId;
    this.#secrets.save();
    const running = this.#rotate(secret, versionId);
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
    return versionId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (const timer of this.#timers.values()) timer[Symbol.dispose]();
    await Promise.all(this.#running);
  }

  #arm(secret: SecretRecord): void {
    const { nextRotationAt, arn } = secret;
    if (nextRotationAt === undefined) return;
    const { clock } = this.#context;
    this.#timers.set(
      arn,
      clock.after(nextRotationAt - clock.now(), () => this.#onDue(secret)),
    );
  }

  #onDue(secret: SecretRecord): void {
    if (secret.deletedAt === undefined) this.start(secret);
    this.schedule(secret, this.#context.clock.now());
  }

  async #rotate(secret: SecretRecord, versionId: string): Promise<void> {
    const { journal, clock } = this.#context;
    const data = { secret: secret.name, versionId };
    try {
      for (const step of STEPS) await this.#run(step, secret, versionId);
      if (secret.stages[CURRENT] !== versionId) throw new Error("finishSecret left AWSCURRENT where it was");
    } catch (error) {
      journal.record("secretsmanager", "rotation-failed", { ...data, message: messageOf(error) });
      // Its function was stopped with the engine: the next start tries again.
      if (!this.#disposed) this.#conclude(secret, versionId);
      return;
    }
    secret.rotatedAt = clock.now();
    this.schedule(secret);
    this.#conclude(secret, versionId);
    journal.record("secretsmanager", "rotation", data);
  }

  /** Ends the rotation, unless another one has begun meanwhile. */
  #conclude(secret: SecretRecord, versionId: string): void {
    if (secret.rotating === versionId) secret.rotating = undefined;
    this.#secrets.save();
  }

  async #run(step: string, secret: SecretRecord, versionId: string): Promise<void> {
    const payload = JSON.stringify({ Step: step, SecretId: secret.arn, ClientRequestToken: versionId });
    const from = { principal: "secretsmanager.amazonaws.com", sourceArn: secret.arn };
    const lambdaArn = secret.rotation?.lambdaArn ?? "";
    const { functionError, requestId } = await this.#context.targets.invoke(lambdaArn, payload, from);
    // The function's words may hold the secret: they are in its own log.
    if (functionError) throw new Error(`${step} failed in ${lambdaArn}, request ${requestId}`);
  }
}
