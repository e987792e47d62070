/** What `npm audit --json` found, against the findings that are explained. Pure. */

/** Why a finding does not matter here. */
export interface Exception {
  /** What it would take to be hit, and why that does not happen in this product. */
  readonly why: string;
  /** The last day on which that is taken for true, as YYYY-MM-DD; then somebody has to look again. */
  readonly until: string;
}

export interface Finding {
  /** GHSA-…, as in GitHub's advisory database. */
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

export interface Judgement {
  /** Findings without an explanation, or with one that is no longer to be trusted. */
  readonly unexplained: readonly Finding[];
  readonly explained: readonly Finding[];
  /** Exceptions for what is not found any more: to be removed. */
  readonly stale: readonly string[];
}

/**
 * @param report what `npm audit --json` printed
 * @throws Error if it is no report: npm also answers in JSON when it could not ask the registry
 */
export function findingsOf(report: string): Finding[] {
  const { vulnerabilities } = parsed(report);
  if (typeof vulnerabilities !== "object" || vulnerabilities === null)
    throw new Error("npm audit gave no report, so nothing is known. Is the registry reachable?");
  const findings = Object.entries(vulnerabilities as Record<string, { via: readonly unknown[] }>)
    // A text names another vulnerable package, which has an entry of its own.
    .flatMap(([name, { via }]) => via.filter(isAdvisory).map((each) => ({ ...each, name })))
    .map(({ url, name, severity, title }) => ({
      id: url.split("/").at(-1) ?? url,
      package: name,
      severity,
      title,
    }));
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

/** @param today as YYYY-MM-DD */
export function judge(
  findings: readonly Finding[],
  exceptions: Readonly<Record<string, Exception>>,
  today: string,
): Judgement {
  const holds = ({ id }: Finding) => (exceptions[id]?.until ?? "") >= today;
  return {
    unexplained: findings.filter((finding) => !holds(finding)),
    explained: findings.filter(holds),
    stale: Object.keys(exceptions).filter((id) => !findings.some((finding) => finding.id === id)),
  };
}

interface Advisory {
  readonly url: string;
  readonly severity: string;
  readonly title: string;
}

function isAdvisory(via: unknown): via is Advisory {
  return typeof via === "object" && via !== null && "url" in via;
}

function parsed(report: string): { readonly vulnerabilities?: unknown } {
  try {
    return JSON.parse(report) as { vulnerabilities?: unknown };
  } catch {
    return {};
  }
}
