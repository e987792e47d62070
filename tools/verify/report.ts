/** `npm run verify -- --report <file>`: what was measured on the platform, as Markdown. */
import { FUNCTION_QUIRKS } from "../../local/gateway/functionQuirks";
import { QUIRKS } from "../../local/gateway/quirks";
import { TENANT_QUIRKS } from "../../local/tenant/quirks";
import { code, table } from "../lib/markdown";
import { Failed, Skipped } from "./findings";
import { GATEWAY_PROBES, UNMEASURED_OF_FUNCTION, UNMEASURED_OF_GATEWAY } from "./probes/gateway";
import type { Probe } from "./probes/probe";
import { TENANT_PROBES, UNMEASURED_OF_TENANT } from "./probes/tenant";
import { Session, type SessionOptions } from "./session";
import { type Result, withoutSecrets } from "./verify";

/** Every quirk by its name, as docs/platform-behaviour.md has it. */
const ALL_QUIRKS: Readonly<Record<string, { readonly id: string; readonly question: string }>> = {
  ...QUIRKS,
  ...FUNCTION_QUIRKS,
  ...TENANT_QUIRKS,
};
export const PROBES: Readonly<Record<string, Probe>> = { ...GATEWAY_PROBES, ...TENANT_PROBES };
export const UNMEASURED: Readonly<Record<string, string>> = {
  ...UNMEASURED_OF_GATEWAY,
  ...UNMEASURED_OF_FUNCTION,
  ...UNMEASURED_OF_TENANT,
};

export interface Measurement {
  readonly id: string;
  readonly quirk: string;
  readonly question: string;
  /** undefined: it could not be measured. */
  readonly value?: string;
  /** What was seen, or why it could not be measured; contains no secret and no token. */
  readonly detail: string;
}

/** Every quirk, in the order of its number. A failed probe does not stop the others. */
export async function measure(options: Omit<SessionOptions, "limit">): Promise<Measurement[]> {
  const limit = Object.values(PROBES).reduce((sum, { requests }) => sum + requests, 0);
  const session = new Session({ ...options, limit });
  const measurements: Measurement[] = [];
  for (const [quirk, { id, question }] of Object.entries(ALL_QUIRKS)) {
    const { value, detail } = await probed(quirk, session);
    const clean = withoutSecrets(detail, session.secrets());
    measurements.push({ id, quirk, question, ...(value ? { value } : {}), detail: clean });
  }
  return measurements;
}

async function probed(
  quirk: string,
  session: Session,
): Promise<{ readonly value?: string; readonly detail: string }> {
  const probe = PROBES[quirk];
  if (!probe) return { detail: UNMEASURED[quirk] ?? "has no probe yet" };
  try {
    const { value, evidence } = await probe.measure(session);
    return { value, detail: evidence };
  } catch (error) {
    if (error instanceof Skipped || error instanceof Failed) return { detail: error.message };
    throw error;
  }
}

export interface Report {
  /** The stack's; undefined for the local run. */
  readonly region?: string | undefined;
  /** Whether it ran on this machine instead of AWS and Auth0. */
  readonly local: boolean;
  readonly at: Date;
  readonly results: readonly Result[];
  readonly measurements: readonly Measurement[];
}

export function asMarkdown({ region, local, at, results, measurements }: Report): string {
  const where = local
    ? "the local stand-ins, not AWS and Auth0"
    : `AWS, ${region ?? "?"}, and Auth0`;
  const measured = measurements.filter(({ value }) => value !== undefined);
  const unmeasured = measurements.filter(({ value }) => value === undefined);
  return [
    "# Platform behaviour",
    "",
    `Measured on ${at.toISOString().slice(0, 10)} on ${where}.`,
    "",
    "## Undocumented behaviour",
    "",
    ...table(
      ["id", "quirk", "question", "seen"],
      measured.map(({ id, quirk, value = "", question, detail }) => [
        id,
        code(`${quirk}=${value}`),
        question,
        detail,
      ]),
    ),
    "",
    "## Not measured",
    "",
    ...table(
      ["id", "quirk", "question", "why"],
      unmeasured.map(({ id, quirk, question, detail }) => [id, code(quirk), question, detail]),
    ),
    "",
    "## The contract",
    "",
    ...table(
      ["", "claim", "found"],
      results.map(({ status, id, detail }) => [status, code(id), detail]),
    ),
    "",
  ].join("\n");
}
