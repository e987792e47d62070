import { once } from "node:events";
import { createInterface } from "node:readline/promises";

/** Asks. Only y or yes means yes; the end of the input means no. */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const prompt = createInterface({ input, output });
  const ended = once(prompt, "close").then(() => "");
  const answer = await Promise.race([prompt.question(`${question} [y/N] `), ended]);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
