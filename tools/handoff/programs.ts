/** Complete programs to paste, one for each language, made for one vendor. The secret comes from the environment. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Access } from "./access";

export interface Program {
  readonly language: string;
  /** Of a code block in Markdown. */
  readonly highlight: string;
  /** The file in programs/, and the name to save it as. */
  readonly file: string;
  /** What to install. */
  readonly needs: string;
  /** How to start it; the URLs to call follow. */
  readonly run: string;
  /** A note. */
  readonly note?: string;
}

export const PROGRAMS: readonly Program[] = [
  {
    language: "Node",
    highlight: "js",
    file: "client.mjs",
    needs: "Node 18 or newer, nothing else",
    run: "node client.mjs",
  },
  {
    language: "Python",
    highlight: "python",
    file: "client.py",
    needs: "Python 3.8 or newer, nothing else",
    run: "python3 client.py",
  },
  {
    language: "Java",
    highlight: "java",
    file: "Client.java",
    needs: "Java 17 or newer, nothing else",
    run: "java Client.java",
  },
  {
    language: "C#",
    highlight: "csharp",
    file: "Program.cs",
    needs: ".NET 8 or newer, nothing else, in a folder made by `dotnet new console`",
    run: "dotnet run --",
    note: " Untested: our tests run it only where .NET is installed.",
  },
  {
    language: "Go",
    highlight: "go",
    file: "client.go",
    needs: "Go 1.21 or newer, nothing else",
    run: "go run client.go",
  },
];

/** A line of a program's file that makes the following ones conditional. */
const CONDITION = /^\s*(?:\/\/|#) (?:if (?<flag>\w+)|(?<other>else)|end)$/;

/** A string with a value: JSON's escapes of printable ASCII are valid in all the languages. */
const VALUE = /"([^"]*)\{\{(\w+)\}\}"/g;

/** @param audience the audience of the token */
export function program({ file }: Program, access: Access, audience: string): string[] {
  const { tokenUrl, clientId, broker } = access;
  const basic = access.authenticationMethod === "client_secret_basic";
  // API Gateway looks for Authorization by its exact name, which HTTP/2 writes in lower case, and fetch may.
  const organization = access.organizationUsage[audience] === "require";
  const flags = { post: !basic, basic, http1: basic && !broker, organization };
  const scheme = new URL(tokenUrl).protocol.slice(0, -1);
  const values = { tokenUrl, clientId, audience, scheme };
  const text = readFileSync(join(__dirname, "programs", file), "utf8").trimEnd();
  return kept(text.split("\n"), flags).map((line) =>
    line.replace(VALUE, (_, start: string, name: string) =>
      JSON.stringify(start + of(values, name)),
    ),
  );
}

function kept(lines: readonly string[], flags: Readonly<Record<string, boolean>>): string[] {
  let shown = true;
  return lines.filter((line) => {
    const condition = CONDITION.exec(line)?.groups;
    if (!condition) return shown;
    const { flag, other } = condition;
    shown = flag === undefined ? other === undefined || !shown : of(flags, flag);
    return false;
  });
}

/** @throws Error if a program's file names something else */
function of<T>(record: Readonly<Record<string, T>>, name: string): T {
  const value = record[name];
  if (value === undefined) throw new Error(`No program knows ${name}.`);
  return value;
}
