import { vi } from "vitest";
import { functionEnvironment } from "./aws-stub.ts";

/** A cold start: the module again from the beginning, with a function's environment. It logs only when told to. */
export async function coldStart<Module>(
  endpoint: string,
  load: () => Promise<Module>,
  logLevel = "SILENT",
  settings: Readonly<Record<string, string>> = {},
): Promise<Module> {
  const environment = { ...functionEnvironment(endpoint), POWERTOOLS_LOG_LEVEL: logLevel, ...settings };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  return load();
}

export const CONTEXT = {
  functionName: "function",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:function",
  memoryLimitInMB: "512",
  awsRequestId: "request-1",
  getRemainingTimeInMillis: () => 60_000,
};

/** All that is written to standard output while `task` runs. */
export async function outputOf(task: () => Promise<unknown>): Promise<string> {
  const chunks: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      chunks.push(String(chunk));
      return true;
    }),
  );
  try {
    await task();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return chunks.join("");
}
