/** Says on standard error that a command is still at work; in a pipe too, where standard output goes elsewhere. */

/** Before this, nobody wonders. */
const QUIET_MILLISECONDS = 2000;

interface Screen {
  readonly isTTY?: boolean;
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
  private readonly callOff: () => void;

  /** @param text what takes the time; a step may change it */
  constructor(
    private text: string,
    private readonly screen: Screen = process.stderr,
    schedule: Later = later,
  ) {
    this.callOff = schedule(() => {
      this.shown = true;
      this.write();
    }, QUIET_MILLISECONDS);
  }

  step(text: string): void {
    this.text = text;
    // On a terminal the line is written over; in a log each would be one more.
    if (this.shown && this.screen.isTTY) this.write();
  }

  /** Takes the line away, so that what follows starts on a clean one. */
  end(): void {
    this.callOff();
    if (this.shown && this.screen.isTTY) this.screen.write("\r\x1b[K");
  }

  private write(): void {
    this.screen.write(this.screen.isTTY ? `\r\x1b[K${this.text}` : `${this.text}\n`);
  }
}

/** Says that it is at it for as long as the work takes, however that ends. */
export async function withProgress<T>(
  text: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = new Progress(text);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
