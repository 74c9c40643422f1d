import type { HttpReply } from "../../../wire/http.ts";

export const jsonReply = (status: number, body: unknown): HttpReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
