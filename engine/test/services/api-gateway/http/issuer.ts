import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Issuer extends AsyncDisposable {
  readonly url: string;
  /** A token of this issuer's, valid for an hour, with `claims` over its own. */
  token(claims?: Record<string, unknown>, options?: TokenOptions): string;
  /** Requests for its documents. */
  readonly asked: readonly string[];
  /** From here on tokens are signed with another key of this id. */
  rotate(keyId: string): void;
}

export interface TokenOptions {
  readonly header?: Record<string, unknown>;
  readonly key?: KeyObject;
  /** Key that signs in place of the private one. */
  readonly sharedSecret?: string;
}

const newKey = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An OpenID Connect provider on this machine: its two documents, and tokens. */
export async function startIssuer(nowSeconds = () => Math.floor(Date.now() / 1000)): Promise<Issuer> {
  let keys = [{ id: "one", pair: newKey() }];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const documents: Record<string, unknown> = {
      "/.well-known/openid-configuration": { issuer: url, jwks_uri: `${url}/keys` },
      "/keys": {
        keys: keys.map(({ id, pair }) => ({ ...pair.publicKey.export({ format: "jwk" }), kid: id, use: "sig" })),
      },
    };
    const document = documents[path];
    response.writeHead(document ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    asked,
    rotate(keyId) {
      keys = [{ id: keyId, pair: newKey() }];
    },
    token(claims = {}, { header = {}, key, sharedSecret } = {}) {
      const now = nowSeconds();
      const [current] = keys;
      const head = encode({ alg: "RS256", typ: "JWT", kid: current?.id, ...header });
      const body = encode({ iss: url, aud: "shop", iat: now, exp: now + 3600, sub: "ann", ...claims });
      const signed = `${head}.${body}`;
      const privateKey = key ?? current?.pair.privateKey;
      if (sharedSecret !== undefined)
        return `${signed}.${createHmac("sha256", sharedSecret).update(signed).digest("base64url")}`;
      if (!privateKey) throw new Error("There is no key to sign with");
      return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
