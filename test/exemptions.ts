/** Beginnings of paths, or whole findings, that a rule leaves alone, each with the reason. */
export type Exemptions = Readonly<Record<string, string>>;

/** Findings that no exemption covers, and exemptions that cover none: a test expects that there is neither. */
export function judge(findings: readonly string[], exemptions: Exemptions = {}) {
  const exempt = Object.keys(exemptions);
  return {
    wrong: findings.filter((finding) => !exempt.some((beginning) => finding.startsWith(beginning))),
    outdated: exempt.filter((beginning) => !findings.some((finding) => finding.startsWith(beginning))),
  };
}

export const NOTHING = { wrong: [], outdated: [] };
