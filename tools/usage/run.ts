/** `npm run usage`: who spends the quota, from the tenant's own log. */
import { DAY_MILLISECONDS } from "../../src/quota";
import { setTimeout as wait } from "node:timers/promises";
import { NAMESPACE } from "../../src/config/parse";
import { ConfigError } from "../../src/config/problems";
import { forecastOf, NEEDS } from "../forecast/forecast";
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { widthOf } from "../lib/fit";
import { readOutputs } from "../lib/readOutputs";
import { withProgress } from "../lib/progress";
import { readStackFile } from "../lib/stackFile";
import { UserError } from "../lib/userError";
import { monthOf } from "./month";
import { USAGE } from "./options";
import { tenantOf } from "./tenant";
import { type LogEvent, TenantLog } from "./tenantLog";
import type { Report } from "./report";
import { text } from "./text";
import { startOfDays, usageOf } from "./usage";

async function main(): Promise<void> {
  const { stack, outputs: file, days, json } = optionsOf(USAGE);
  const outputs = await readOutputs(
    file === undefined ? { stack } : { outputs: file },
    `${USAGE.name()} --help shows how.`,
    { secrets: false },
  );
  const { config, remarks } = readConfiguration(stack);
  const tenant = tenantOf(outputs, config?.domain, process.env);

  const asked = startOfDays(days, Date.now());
  const { begins, events } = await withProgress(
    `Reading the log of ${tenant.origin}.`,
    async (progress) => {
      const log = new TenantLog(tenant, {
        clock: Date.now,
        wait: (milliseconds) => wait(milliseconds),
        onStep: (step) => {
          progress.step(step);
        },
      });
      const begins = (await log.begins()) ?? Date.now();
      const events: LogEvent[] = [];
      for await (const event of log.exchanges(asked)) events.push(event);
      return { begins, events };
    },
  );

  const window = { from: Math.max(asked, begins), to: Date.now() };
  const usage = usageOf(events, outputs, {
    project: config?.project ?? NAMESPACE,
    window: { from: asked, to: window.to },
    ownAudience: `${tenant.origin}/api/v2/`,
  });
  const allowance = outputs.quota?.allowance ?? config?.allowance;
  const report: Report = {
    tenant: new URL(tenant.origin).host,
    stack,
    usage,
    month: allowance === undefined ? undefined : monthOf(usage, window, allowance),
    forecast: config?.forecast,
    bound: config?.bound ?? outputs.quota?.bound,
    daysRead: (window.to - window.from) / DAY_MILLISECONDS,
    logBegins: begins > asked ? new Date(begins).toISOString() : undefined,
    remarks,
  };
  console.log(json ? JSON.stringify(report) : text(report, widthOf()));
}

interface Configuration {
  readonly project: string;
  readonly domain: string | undefined;
  readonly allowance: number;
  readonly forecast: Readonly<Record<string, number>>;
  readonly bound: number | undefined;
}

/** The stack file, where there is one: the log is useful without it. */
function readConfiguration(stack: string | undefined): {
  readonly config?: Configuration;
  readonly remarks: string[];
} {
  if (stack === undefined) return { remarks: [] };
  try {
    // Pulumi also accepts <organization>/<project>/<stack>.
    const raw = readStackFile(stack.split("/").at(-1) ?? stack, undefined, NEEDS);
    const { allowance, stores } = forecastOf(raw);
    const now = [stores.stage, stores.dynamodb].find(({ configured }) => configured);
    return {
      config: {
        project: raw.project,
        domain: raw.values["auth0:domain"],
        allowance,
        forecast: now?.vendors ?? {},
        bound: now?.bound,
      },
      remarks: [],
    };
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ConfigError)) throw error;
    return { remarks: [`No forecast: ${error.message.split("\n")[0] ?? ""}`] };
  }
}

run(main);
