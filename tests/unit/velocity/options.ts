import { cli } from "../../../tools/lib/cli";

export const RECORD_VELOCITY = cli("record:velocity", {
  summary:
    "Renders the templates' cases with Apache Velocity 1.7, and writes what it made of them to recorded.json, which " +
    "the tests hold the local gateway's engine to. Needs Java and Velocity (Debian: default-jdk-headless, velocity).",
  examples: [
    ["", "after a change of a template or of a case"],
    ["--classpath '/opt/velocity/*'", "Velocity from elsewhere"],
  ],
}).option("--classpath <path>", "where Java finds Velocity", "/usr/share/java/*");
