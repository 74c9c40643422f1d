import { parseArn } from "../../../languages/arn.ts";
import type { Stack, StackResource } from "../../../template/model.ts";
import type { HttpClaim, HttpRequest } from "../../../wire/http.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { serviceTokenOf, stackIdOf } from "./request.ts";

/** The addresses to which functions put their answers. */
export interface ResponseUrls {
  /** An address of its own for a call, until it is disposed. */
  open(resource: StackResource, requestId: string): ResponseUrl;
  http(request: HttpRequest): HttpClaim | undefined;
}

export interface ResponseUrl extends Disposable {
  readonly url: string;
  /** The first body that is put there. */
  readonly body: Promise<Buffer>;
}

export function createResponseUrls({ stack, random, clock, endpoint }: ServiceContext): ResponseUrls {
  const waiting = new Map<string, (body: Buffer) => void>();

  /** Whoever does not know all of the address, its signature too, finds nothing there. */
  function addressOf(resource: StackResource, requestId: string): string {
    const { logicalId } = resource;
    const key = `${stackIdOf(resource, stack)}|${logicalId.replaceAll("/", "-")}|${requestId}`;
    const date = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
    const query = new URLSearchParams({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Date": date,
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Expires": "7200",
      "X-Amz-Credential": `AKIAIOSFODNN7EXAMPLE/${date.slice(0, 8)}/${stack.region}/s3/aws4_request`,
      "X-Amz-Signature": random.bytes(32).toString("hex"),
    });
    return `/${encodeURIComponent(key)}?${query}`;
  }

  return {
    open(resource, requestId) {
      const address = addressOf(resource, requestId);
      const body = new Promise<Buffer>((resolve) => void waiting.set(address, resolve));
      const url = `${originFor(serviceTokenOf(resource), stack) ?? endpoint}${address}`;
      return { url, body, [Symbol.dispose]: () => void waiting.delete(address) };
    },
    http({ method, rawPath, rawQuery, body }) {
      const resolve = method === "PUT" ? waiting.get(`${rawPath}?${rawQuery}`) : undefined;
      if (!resolve) return undefined;
      return {
        open: true,
        async answer() {
          resolve(body);
          return { status: 200, headers: { server: "AmazonS3" } };
        },
      };
    },
  };
}

/** Runtimes whose functions' calls to AWS are led to the engine. */
const LED = /^(nodejs|python)/;

/**
 * The bucket of CloudFormation's, where handlers can reach it. Most of them (`cfn-response`, CDK's) take the host from
 * the URL and speak TLS on port 443 whatever else it says. Undefined: the engine's own address has to do.
 */
function originFor(serviceToken: string, stack: Stack): string | undefined {
  const { region, urlSuffix } = stack;
  const maker = makerOf(serviceToken, stack);
  const isLed = maker?.type !== "AWS::Lambda::Function" || LED.test(String(maker.properties.Runtime));
  const bucket = `cloudformation-custom-resource-response-${region.replaceAll("-", "")}`;
  return isLed ? `https://${bucket}.s3.${region}.${urlSuffix}` : undefined;
}

/** The function or topic of the stack that a service token names, be it by a version or an alias. */
export function makerOf(serviceToken: string, stack: Stack): StackResource | undefined {
  const arn = parseArn(serviceToken);
  const functionArn = serviceToken.split(":").slice(0, 7).join(":");
  return [...stack.resources.values()].find(({ type, verdict, physicalId, attribute }) => {
    if (verdict !== "emulated") return false;
    if (type === "AWS::SNS::Topic") return arn?.service === "sns" && physicalId === serviceToken;
    return type === "AWS::Lambda::Function" && attribute("Arn") === functionArn;
  });
}
