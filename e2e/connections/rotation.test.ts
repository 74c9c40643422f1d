import { GetSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handshake } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, secretArnOf, sign } from "../support/tokens.ts";

/** After this the keys are looked for anew when a signature is of none of them. */
const COOL_DOWN_SECONDS = 31;
/** After this all know the keys of now. */
const CACHE_SECONDS = 301;
const DAY_SECONDS = 86_400;
/** The time by which the tests before have moved the engine on. */
const aheadSeconds = COOL_DOWN_SECONDS + CACHE_SECONDS;

let system: System;
beforeAll(async () => {
  system = await startSystem(undefined, ["--parameter", "RotationDays=30"]);
});
afterAll(() => system[Symbol.asyncDispose]());

const statusOf = async (token: string) => (await handshake(`${system.url}?access_token=${token}`)).status;

async function rotated(start: () => Promise<unknown>): Promise<void> {
  const before = await readSigningSecret(system);
  await start();
  const rotatedTo = async () => Buffer.compare(await readSigningSecret(system), before);
  await expect.poll(rotatedTo).not.toBe(0);
}

describe("the signing key", () => {
  it("is rotated when asked to: tokens of the old and the new key count, those of the one before do not", async () => {
    const secrets = new SecretsManagerClient(system.sdk);
    const SecretId = await secretArnOf(system);
    const rotate = () => rotated(() => secrets.send(new RotateSecretCommand({ SecretId })));

    const first = await createTestJwt(system, { expiresInSeconds: 3600 });
    expect(await statusOf(first)).toBe(101);
    await rotate();
    const second = await createTestJwt(system, { expiresInSeconds: 3600 });
    await system.advance(COOL_DOWN_SECONDS);
    expect(await statusOf(second)).toBe(101);
    expect(await statusOf(first)).toBe(101);

    await rotate();
    const third = await createTestJwt(system, { expiresInSeconds: 3600 });
    await system.advance(CACHE_SECONDS);
    expect(await statusOf(third)).toBe(101);
    expect(await statusOf(second)).toBe(101);
    expect(await statusOf(first)).toBe(401);

    const stages = ["AWSCURRENT", "AWSPREVIOUS"].map(async (VersionStage) => {
      const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }));
      return SecretString.length;
    });
    expect(Math.min(...(await Promise.all(stages)))).toBeGreaterThanOrEqual(32);
  });

  it("that was, counts no longer than its tokens may live, whoever signs with it", async () => {
    const old = await readSigningSecret(system);
    const secrets = new SecretsManagerClient(system.sdk);
    await rotated(async () => secrets.send(new RotateSecretCommand({ SecretId: await secretArnOf(system) })));
    await system.advance(DAY_SECONDS - 600);
    const iat = Math.floor(Date.now() / 1000) + aheadSeconds + DAY_SECONDS - 600;
    const late = await sign(old, { iat, exp: iat + 7200 });
    expect(await statusOf(late)).toBe(101);
    await system.advance(600);
    expect(await statusOf(late)).toBe(401);
  });

  it("is rotated by itself, on schedule", { timeout: 60_000 }, () => rotated(() => system.advance(31 * DAY_SECONDS)));
});
