import type { IncomingHttpHeaders } from "node:http";
import { type Random, uuid } from "../kernel/random.ts";
import type { Span } from "../kernel/tracing.ts";

/** A caller: the developer, who may do everything, or a role that a function runs with. */
export interface Principal {
  readonly kind: "developer" | "role";
  /** The caller's ARN; for a role `arn:aws:sts::{account}:assumed-role/{role}/{session}`. */
  readonly arn: string;
  /** The role's own ARN, under which its policies are found; absent for the developer. */
  readonly roleArn?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The engine's knowledge of an access key. With a session token, the key is worth nothing without it. */
export interface KnownKey extends Omit<Credentials, "accessKeyId"> {
  readonly principal: Principal;
  /** The work that its holder does now, of which its calls are a part. */
  readonly span?: FindSpan | undefined;
}

/** Returns undefined when there is no such work. */
export type FindSpan = () => Span | undefined;

/** The register of access keys and whom they belong to. */
export interface Principals {
  /** New temporary credentials for a session of a role, as each environment of a function gets its own. */
  issue(roleArn: string, sessionName: string, span?: FindSpan): Required<Credentials>;
  /** Says that the environment with this key has ended. Calls that it has made may still come. */
  end(accessKeyId: string): void;
  find(accessKeyId: string): KnownKey | undefined;
  readonly developer: Principal;
}

/** Keys of environments that have ended and are still known: such come for as long as the engine runs. */
const MOST_ENDED = 1_000;

export function createPrincipals(options: {
  accountId: string;
  random: Random;
  /** Keys that are the developer's: `test`/`test` and what the environment holds at start. */
  developerKeys: readonly Credentials[];
}): Principals {
  const { accountId, random, developerKeys } = options;
  const developer: Principal = { kind: "developer", arn: `arn:aws:iam::${accountId}:user/developer` };
  const known = new Map<string, KnownKey>();
  const ended = new Set<string>();
  for (const { accessKeyId, ...secrets } of developerKeys) known.set(accessKeyId, { ...secrets, principal: developer });

  return {
    developer,
    find: (accessKeyId) => known.get(accessKeyId),
    issue(roleArn, sessionName, span) {
      const [head = "", ...path] = roleArn.replace(":iam:", ":sts:").split(":role/");
      const role = path.join("").split("/").at(-1) ?? "";
      const credentials = {
        accessKeyId: `ASIA${random.bytes(10).toString("hex").toUpperCase().slice(0, 16)}`,
        secretAccessKey: random.bytes(30).toString("base64"),
        sessionToken: uuid(random),
      };
      const principal: Principal = { kind: "role", arn: `${head}:assumed-role/${role}/${sessionName}`, roleArn };
      known.set(credentials.accessKeyId, { ...credentials, principal, span });
      return credentials;
    },
    end(accessKeyId) {
      const key = known.get(accessKeyId);
      if (!key) return;
      // It would keep the whole environment in memory, which has no work any more.
      known.set(accessKeyId, { ...key, span: undefined });
      ended.add(accessKeyId);
      const [oldest] = ended;
      if (oldest === undefined || ended.size <= MOST_ENDED) return;
      ended.delete(oldest);
      known.delete(oldest);
    },
  };
}

/** The console's name in the header in which a browser's SDK names itself, since a page cannot set `User-Agent`. */
const CONSOLE_AGENT = "portcullis-console";

/** The mark of a call that the console made, so that what it only looks at is told apart from an application's work. */
export const callerOf = ({ headers }: { readonly headers: IncomingHttpHeaders }): { readonly caller?: "console" } =>
  headers["x-amz-user-agent"] === CONSOLE_AGENT ? { caller: "console" } : {};
