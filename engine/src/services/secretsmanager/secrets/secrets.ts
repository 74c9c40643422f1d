import { invalidName, invalidRequest, resourceExists, secretNotFound } from "./errors.ts";
import type { SecretRecord } from "./secret.ts";

/** Keeps secrets between two starts. */
export interface SecretFile {
  load(): readonly SecretRecord[];
  save(secrets: readonly SecretRecord[]): void;
}

/** A secret's name has up to 512 of these characters. */
const NAME = /^[\w/+=.@-]{1,512}$/;

/** An ARN ends in a hyphen and six characters that the name lacks. */
const ARN_SUFFIX_LENGTH = 7;

/** The account's secrets. */
export class Secrets {
  readonly #now: () => number;
  readonly #file: SecretFile;
  readonly #byName: Map<string, SecretRecord>;

  constructor(now: () => number, file: SecretFile) {
    this.#now = now;
    this.#file = file;
    this.#byName = new Map(file.load().map((secret) => [secret.name, secret]));
  }

  /** The existing secrets, in the order of their creation. */
  list(): readonly SecretRecord[] {
    for (const secret of this.#byName.values()) if (this.#isGone(secret)) this.#byName.delete(secret.name);
    return [...this.#byName.values()];
  }

  named(name: string): SecretRecord | undefined {
    return this.list().find((secret) => secret.name === name);
  }

  /** Finds a secret by name, ARN, or ARN without its last six characters. */
  lookUp(id: string): SecretRecord | undefined {
    return this.list().find(({ name, arn }) => name === id || arn === id || arn.slice(0, -ARN_SUFFIX_LENGTH) === id);
  }

  /** Finds as `lookUp` does; throws `ResourceNotFoundException`, or `ValidationException` for what can be no name. */
  find(id: string): SecretRecord {
    if (!id.startsWith("arn:") && !NAME.test(id)) throw invalidName();
    const secret = this.lookUp(id);
    if (!secret) throw secretNotFound();
    return secret;
  }

  /** Finds as `find` does; throws also for a secret that is marked for deletion. */
  findUsable(id: string): SecretRecord {
    const secret = this.find(id);
    if (secret.deletedAt === undefined) return secret;
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  }

  add(secret: SecretRecord): void {
    if (!NAME.test(secret.name)) throw invalidName();
    const existing = this.named(secret.name);
    if (existing?.deletedAt !== undefined)
      throw invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    if (existing) throw resourceExists(`The operation failed because the secret ${secret.name} already exists.`);
    this.#byName.set(secret.name, secret);
    this.save();
  }

  remove(secret: SecretRecord): void {
    this.#byName.delete(secret.name);
    this.save();
  }

  /** Keeps all secrets. To be called after one was changed. */
  save(): void {
    this.#file.save([...this.#byName.values()]);
  }

  #isGone({ goneAt }: SecretRecord): boolean {
    return goneAt !== undefined && goneAt <= this.#now();
  }
}
