import { once } from "node:events";
import { createInterface } from "node:readline/promises";

/** Asks; nothing but y or yes is a yes, least of all the end of the input. */
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
