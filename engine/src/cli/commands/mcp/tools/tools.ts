import type { Tool } from "../tool.ts";
import { advanceClock, getClock } from "./clock.ts";
import { disconnect, getConnection, listConnections, push } from "./connections.ts";
import { addFault, listFaults, removeFault } from "./faults.ts";
import { invokeFunction, readLogs } from "./functions.ts";
import { readJournal } from "./journal.ts";
import { describeStack, drawDiagram, listResources } from "./stack.ts";
import { lookUpCoverage, validateTemplate } from "./templates.ts";

/** All tools, those that are asked first at the top. */
export const TOOLS: readonly Tool[] = [
  describeStack,
  listResources,
  drawDiagram,
  readJournal,
  readLogs,
  listConnections,
  getConnection,
  getClock,
  listFaults,
  validateTemplate,
  lookUpCoverage,
  invokeFunction,
  push,
  addFault,
  removeFault,
  disconnect,
  advanceClock,
];
