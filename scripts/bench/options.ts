import { Argument } from "@commander-js/extra-typings";
import { cli } from "../../tools/lib/cli";

export const PARTS = ["preview", "gateway", "broker", "tests"] as const;

export const BENCH = cli("bench", {
  summary:
    "Measures what the project has goals for: a preview's program, the local gateway, the token broker, the tests. " +
    "Takes minutes, on an otherwise idle machine.",
  examples: [
    ["", "everything"],
    ["preview broker", "two parts of it"],
  ],
}).addArgument(new Argument("[part...]", "what to measure; default: all").choices(PARTS));
