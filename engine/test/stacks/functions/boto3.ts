import { execFileSync } from "node:child_process";

/** Tells whether functions in Python find boto3 on this machine. */
export function hasBoto3(): boolean {
  try {
    execFileSync("python3", ["-c", "import boto3"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
