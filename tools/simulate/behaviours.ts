/** How vendors' clients behave: when they ask for a token, how, and what they remember. */
import { DAY_SECONDS } from "../../src/quota";
import type { Random } from "./random";

export interface Asked {
  /** Seconds that the token may be kept. */
  readonly expiresIn: number;
}

/** Asks for a token once; `as` is how the body is written. */
export type AskOnce = (as: "form" | "json") => Promise<Asked>;

export interface Behaviour {
  readonly name: string;
  readonly description: string;
  /** Plays the client's day: yields the second of each step, and acts when it is that late. */
  play(ask: AskOnce, random: Random): Iterable<{ readonly at: number; act(): Promise<void> }>;
}

/** Seconds between two calls of an API, where a client needs a token for each. */
const CALL_EVERY = 30;

function* every(seconds: number, random: Random, act: () => Promise<void>) {
  for (let at = random() * seconds; at < DAY_SECONDS; at += seconds) yield { at, act };
}

/** Keeps a token for its expires_in; loses it at a restart. */
function keeper(ask: AskOnce) {
  let freshUntil = -1;
  return {
    restart: () => {
      freshUntil = -1;
    },
    need: async (at: number) => {
      if (at < freshUntil) return;
      const { expiresIn } = await ask("form");
      freshUntil = at + expiresIn;
    },
  };
}

export const BEHAVIOURS: readonly Behaviour[] = [
  {
    name: "asks-on-every-call",
    description: `keeps nothing, and calls an API every ${CALL_EVERY} s`,
    *play(ask, random) {
      yield* every(CALL_EVERY, random, async () => {
        await ask("form");
      });
    },
  },
  {
    name: "caches-well",
    description: "keeps its token for expires_in",
    *play(ask, random) {
      const { need } = keeper(ask);
      for (let at = random() * CALL_EVERY; at < DAY_SECONDS; at += CALL_EVERY)
        yield { at, act: () => need(at) };
    },
  },
  {
    name: "restarts-often",
    description: "keeps its token, and loses it at a restart, every 10 minutes on average",
    *play(ask, random) {
      const { need, restart } = keeper(ask);
      for (let at = random() * CALL_EVERY; at < DAY_SECONDS; at += CALL_EVERY) {
        const restarts = random() < CALL_EVERY / 600;
        yield {
          at,
          act: () => {
            if (restarts) restart();
            return need(at);
          },
        };
      }
    },
  },
  {
    name: "two-bodies",
    description: "keeps nothing, and alternates between two ways to write its body",
    *play(ask, random) {
      let turn = 0;
      yield* every(CALL_EVERY, random, async () => {
        turn += 1;
        await ask(turn % 2 === 0 ? "form" : "json");
      });
    },
  },
  {
    name: "twenty-workers",
    description: "starts twenty workers at once, every 5 minutes; each requests a token",
    *play(ask, random) {
      yield* every(300, random, async () => {
        await Promise.all(Array.from({ length: 20 }, () => ask("form")));
      });
    },
  },
];
