/** Shows progress on standard error: one line that is rewritten, on a terminal only. */
import { WIDTH } from "./fit";

/** Shorter work shows no progress. */
const QUIET_MILLISECONDS = 2000;

const CLEAR = "\r\x1b[K";

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** For tests: runs `say` later, and returns a function that cancels it. */
type Later = (say: () => void, milliseconds: number) => () => void;

const later: Later = (say, milliseconds) => {
  const timer = setTimeout(say, milliseconds);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
};

export class Progress {
  private shown = false;
  private readonly due: number;
  private readonly callOff: () => void = () => undefined;

  /** @param text what is being done; a step may change it */
  constructor(
    private text: string,
    private readonly screen: Screen = process.stderr,
    schedule: Later = later,
    private readonly clock = () => performance.now(),
  ) {
    this.due = clock() + QUIET_MILLISECONDS;
    // In a log the line could not be rewritten.
    if (!screen.isTTY) return;
    this.callOff = schedule(() => {
      this.write();
    }, QUIET_MILLISECONDS);
  }

  step(text: string): void {
    this.text = text;
    // While work never yields, no timer fires.
    if (this.shown || (this.screen.isTTY && this.clock() >= this.due)) this.write();
  }

  /** Removes the line, so that the next output starts on a clean one. */
  end(): void {
    this.callOff();
    if (this.shown) this.screen.write(CLEAR);
  }

  /** No wider than the terminal: of a wrapped line, only the last part could be cleared. */
  private write(): void {
    this.shown = true;
    this.screen.write(CLEAR + this.text.slice(0, (this.screen.columns || WIDTH) - 1));
  }
}

/** Shows progress until the work ends or fails. */
export async function withProgress<T>(
  text: string,
  work: (progress: Progress) => T | Promise<T>,
): Promise<T> {
  const progress = new Progress(text);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
