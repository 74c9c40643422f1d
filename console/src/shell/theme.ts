import { effect, signal } from "@preact/signals";
import type { IconName } from "../ui/icon.tsx";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

const KEPT_AS = "portcullis.theme";

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

function keptTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return isTheme(kept) ? kept : "system";
  } catch {
    return "system";
  }
}

/** The chosen theme, which the browser keeps. */
export const theme = signal<Theme>(keptTheme());

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem(KEPT_AS, theme.value);
  } catch {
    // Browsers may forbid it; then the choice lasts as long as the page.
  }
});

/** Takes the next theme of the three. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "system";
}
