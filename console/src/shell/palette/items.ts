import { control } from "../../engine/control.ts";
import { health } from "../../engine/health.ts";
import { stack } from "../../engine/stack.ts";
import { idOf, RESOURCE_KINDS } from "../../model/data/resources.ts";
import { visible } from "../../ui/format.ts";
import { goTo } from "../../ui/links.ts";
import { VIEWS } from "../../views/views.ts";
import { openDialog } from "../open-dialog.ts";
import { THEMES, theme } from "../theme.ts";
import type { PaletteItem } from "./select-items.ts";

interface OpenConnection {
  readonly connectionId: string;
  readonly stage?: string;
  readonly user?: string;
}

/** Connections that are offered: who looks for another types a part of its id in the view. */
const MOST_CONNECTIONS = 1000;

const views = (): readonly PaletteItem[] =>
  VIEWS.map(({ id, title, about, icon, key }) => ({ title, about, icon, keys: `g ${key}`, run: () => goTo(id) }));

function functions(): readonly PaletteItem[] {
  const known =
    stack.value?.functions ??
    (health.value?.functions ?? []).map((functionName) => ({ logicalId: functionName, functionName }));
  return known.map(({ logicalId, functionName }) => ({
    title: logicalId,
    about: logicalId === functionName ? "Function" : `Function ${functionName}`,
    icon: "functions",
    run: () => goTo("functions", logicalId),
  }));
}

const resources = (): readonly PaletteItem[] =>
  RESOURCE_KINDS.flatMap(({ kind, one, of }) =>
    (stack.value ? of(stack.value) : []).map((resource) => ({
      title: idOf(resource),
      about: idOf(resource) === resource.name ? one : `${one} ${resource.name}`,
      icon: "data",
      run: () => goTo("data", kind, idOf(resource)),
    })),
  );

const actions: readonly PaletteItem[] = [
  ...THEMES.map((each) => ({
    title: `Theme: ${each}`,
    about: each === "system" ? "As the machine is set" : `Always ${each}`,
    icon: "sun" as const,
    run: () => {
      theme.value = each;
    },
  })),
  {
    title: "Keyboard shortcuts",
    about: "All of them",
    icon: "help",
    keys: "?",
    run: () => {
      openDialog.value = "shortcuts";
    },
  },
];

/** All that needs no question to the engine. */
export const knownItems = (): readonly PaletteItem[] => [...views(), ...functions(), ...resources(), ...actions];

/** Connections that are open now. */
export async function connectionItems(): Promise<readonly PaletteItem[]> {
  const { connections } = await control.get<{ connections: readonly OpenConnection[] }>("connections");
  return connections.slice(0, MOST_CONNECTIONS).map(({ connectionId, stage, user }) => ({
    title: connectionId,
    about: `Connection${user === undefined ? "" : ` of ${visible(user)}`}${stage === undefined ? "" : ` to stage ${stage}`}`,
    icon: "live",
    run: () => goTo("connections", connectionId),
  }));
}
