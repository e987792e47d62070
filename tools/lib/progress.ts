/** Says on standard error that a command is still at work: one line that changes, on a terminal only. */
import { WIDTH } from "./fit";

/** Before this, nobody wonders. */
const QUIET_MILLISECONDS = 2000;

const CLEAR = "\r\x1b[K";

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** For tests: runs `say` later, and returns how to call that off. */
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

  /** @param text what takes the time; a step may change it */
  constructor(
    private text: string,
    private readonly screen: Screen = process.stderr,
    schedule: Later = later,
    private readonly clock = () => performance.now(),
  ) {
    this.due = clock() + QUIET_MILLISECONDS;
    // In a log a line that nobody can write over is one too many.
    if (!screen.isTTY) return;
    this.callOff = schedule(() => {
      this.write();
    }, QUIET_MILLISECONDS);
  }

  step(text: string): void {
    this.text = text;
    // Work that never waits lets no timer fire.
    if (this.shown || (this.screen.isTTY && this.clock() >= this.due)) this.write();
  }

  /** Takes the line away, so that what follows starts on a clean one. */
  end(): void {
    this.callOff();
    if (this.shown) this.screen.write(CLEAR);
  }

  /** No wider than the terminal: of a line that it has broken only the last part could be cleared. */
  private write(): void {
    this.shown = true;
    this.screen.write(CLEAR + this.text.slice(0, (this.screen.columns || WIDTH) - 1));
  }
}

/** Says that it is at it for as long as the work takes, however that ends. */
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
