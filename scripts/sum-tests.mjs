// node scripts/sum-tests.mjs REPORT.json...: prints what failed, then one line: "N passed, M failed".
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const LONGEST_MESSAGE_CHARACTERS = 2000;

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
/** @param {string} name */
const sum = (name) => reports.reduce((total, report) => total + report[name], 0);

for (const { name, message, assertionResults } of reports.flatMap(({ testResults }) => testResults)) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((/** @type {{ status: string }} */ { status }) => status === "failed");
  // A file that cannot be imported fails without a test.
  if (message && failed.length === 0) console.log(`FAILED ${file}\n${message}`);
  for (const { fullName, failureMessages } of failed) {
    console.log(`FAILED ${file} > ${fullName}\n${failureMessages.join("\n").slice(0, LONGEST_MESSAGE_CHARACTERS)}`);
  }
}
const skipped = sum("numPendingTests");
console.log(`${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed${skipped ? `, ${skipped} skipped` : ""}`);
