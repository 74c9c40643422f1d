import { type ServiceProxy, startServiceProxy } from "../support/proxy.ts";

export interface SecretsOutage extends ServiceProxy {
  begin(): void;
}

/** Stands between the authorizer and Secrets Manager, and answers 500 from some time on. */
export async function createSecretsOutage(): Promise<SecretsOutage> {
  let isDown = false;
  const proxy = await startServiceProxy({
    intercept(incoming, outgoing) {
      if (!isDown) return false;
      incoming.resume();
      outgoing.writeHead(500, { "x-amzn-errortype": "InternalServiceError" }).end();
      return true;
    },
    change: (text, address) =>
      text.replace(
        / +ALLOW_QUERY_TOKEN: .*\n/,
        (line) => `${line}          AWS_ENDPOINT_URL_SECRETS_MANAGER: ${address}\n`,
      ),
  });
  return {
    ...proxy,
    begin() {
      isDown = true;
    },
  };
}
