import type { ApiType } from "../gateway-responses.ts";

export type HttpType = Exclude<ApiType, "websocket">;

/** Differences between HTTP APIs, REST APIs and function URLs, besides their gateway responses. */
interface Dialect {
  readonly largestBodyBytes: number;
  /** Of a function's answer with a status and without a content type. */
  readonly defaultContentType: string;
  /** The header that carries the request's id in answers. */
  readonly requestIdHeader: string;
}

const MB = 1024 * 1024;
const REQUEST_ID_HEADER = "x-amzn-requestid";
const JSON_TYPE = "application/json";

export const DIALECTS: Readonly<Record<HttpType, Dialect>> = {
  "http-api": {
    largestBodyBytes: 10 * MB,
    defaultContentType: "text/plain; charset=utf-8",
    requestIdHeader: "apigw-requestid",
  },
  "rest-api": { largestBodyBytes: 10 * MB, defaultContentType: JSON_TYPE, requestIdHeader: REQUEST_ID_HEADER },
  "function-url": { largestBodyBytes: 6 * MB, defaultContentType: JSON_TYPE, requestIdHeader: REQUEST_ID_HEADER },
};
