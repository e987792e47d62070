/**
 * Every check of `npm run verify` bites: the answers of a sound stack are recorded once for each claim and
 * played back with one of them replaced, at each place, by each thing that a broken stack might answer.
 */
import { expect } from "chai";
import type { Evaluation } from "../../../../local/evaluate/evaluate";
import { type LocalStack, startLocalStack } from "../../../../local/localStack";
import type { Claim } from "../../../../tools/verify/claim";
import { Failed, Skipped } from "../../../../tools/verify/findings";
import { CLAIMS } from "../../../../tools/verify/claims";
import { isAbout } from "../../../../tools/verify/verify";
import { type Answer, Session, type SessionOptions } from "../../../../tools/verify/session";
import { evaluateDev } from "../../../support/direct";
import { devValues, START } from "../../../support/stack";
import { SABOTAGES, type Sound } from "./sabotage";
import { judgingSites, sitesOf } from "./sites";

/** What they judge is not an answer of the proxy's; each has a test beside this one. */
const OF_THEIR_OWN = ["as-deployed", "tls"];

/** What a claim finds beside a vendor that is refused, or is given another's token. */
const FINDS: Readonly<Record<string, readonly string[]>> = {
  "same-meaning": ["a second token"],
  "header-names": ["a second token"],
  "minted-once": ["a second token"],
  "expires-in-left": ["a lifetime that is some seconds too short"],
  "refusal-forgotten": ["a second token"],
  cached: ["a second token", "a token with a broken signature"],
  "expires-in": [
    "a lifetime that is a text",
    "a lifetime of 0",
    "a lifetime beyond the token's",
    "a lifetime beyond the promise",
  ],
  "vendors-apart": ["a success without a token"],
  "wrong-secret": ["a second token", "a success without a token"],
  "wrong-content-type": ["a success without a token"],
  "other-audience": ["the first answer once more"],
  "cache-control": ["a second token"],
  "other-grants": ["a success without a token"],
  "odd-bodies": ["a second token", "an answer that may be stored", "a header of Auth0's"],
  "error-shape": [
    "an error that is not JSON",
    "an error with an odd description",
    "an error with a stack trace",
    "an error that may be stored",
    "an answer that may be stored",
    "a header of Auth0's",
  ],
};

/** They look at what Auth0 is asked meanwhile, which nobody asks when answers are played back. */
const LOOK_BEHIND = ["unknown-parameter", "minted-once", "refusal-forgotten"];

for (const store of ["stage", "dynamodb"] as const)
  describe(`Every check of a claim, with the store ${store}`, () => {
    const CHECKED = CLAIMS.filter(
      (claim) => !OF_THEIR_OWN.includes(claim.id) && isAbout(claim, store),
    );
    let stack: LocalStack;
    let sound: Sound;
    let now = START;
    const hit = new Set<string>();
    const logs: string[] = [];
    const found: Record<string, Set<string>> = {};
    const recorded = new Map<string, readonly Answer[]>();

    const options = (): SessionOptions => ({
      outputs: stack.outputs,
      limit: Infinity,
      now: () => now / 1000,
      wait: (seconds) => {
        now += seconds * 1000;
        return Promise.resolve();
      },
      upstreamBodies: () => stack.tenant.requests.map(({ body }) => body),
      logs: () => logs,
    });

    /** @returns why the claim fails; nothing if it holds or cannot be checked */
    async function failureOf(claim: Claim, session: Session): Promise<Error | undefined> {
      try {
        await claim.check(session);
      } catch (error) {
        if (error instanceof Skipped) return undefined;
        if (!(error instanceof Failed)) throw error;
        for (const site of sitesOf(error)) hit.add(site);
        return error;
      }
      return undefined;
    }

    /** A session that is given answers, and more of the last one's kind if it asks for more. */
    function playing(answers: readonly Answer[], changes: Partial<SessionOptions> = {}): Session {
      const session = new Session({ ...options(), ...changes });
      let next = 0;
      session.send = () =>
        Promise.resolve(answers[next++] ?? SABOTAGES["a refusal"]!(sound.own, sound));
      return session;
    }

    before(async function () {
      this.timeout(60_000);
      Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 20);
      const changes = { onlyThroughProxy: { version: 2 }, cache: { store } };
      const evaluation: Evaluation = await evaluateDev(changes);
      stack = await startLocalStack({
        values: devValues(changes),
        evaluation,
        clock: () => now,
        onHandled: (_, handled) => logs.push(...handled.logs),
      });
      const first = new Session(options());
      const vendor = first.vendor();
      const ask = (of = vendor, scope?: string) =>
        first.ask(of, { changes: { entry: first.entry(), scope } });
      const other = await ask(first.vendor(1));
      now += 2000;
      sound = { vendor, other, own: await ask(vendor, "read:orders") };
      now += 2000;
      // Those first that need to be the first to ask.
      const FIRST = ["only-through-proxy", "minted-once"];
      const order = [...CHECKED].sort((a, b) => FIRST.indexOf(b.id) - FIRST.indexOf(a.id));
      for (const claim of order) {
        const session = new Session(options());
        const send = session.send.bind(session);
        const answers: Answer[] = [];
        session.send = async (...request) => {
          const answer = await send(...request);
          answers.push(answer);
          return answer;
        };
        expect(await failureOf(claim, session), claim.id).to.equal(undefined);
        recorded.set(claim.id, answers);
      }
    });
    after(() => stack.close());

    it("passes on the answers of a sound stack", async () => {
      for (const claim of CHECKED)
        if (!LOOK_BEHIND.includes(claim.id))
          expect(await failureOf(claim, playing(recorded.get(claim.id)!)), claim.id).to.equal(
            undefined,
          );
    });

    it("looks at whose token each answer holds", async () => {
      const unseen: string[] = [];
      for (const claim of CHECKED)
        for (const [index] of recorded.get(claim.id)!.entries()) {
          const failures = [];
          // One of the two is another's, whoever asks.
          for (const token of [sound.other, sound.own])
            failures.push(
              await failureOf(claim, playing(recorded.get(claim.id)!.with(index, token))),
            );
          if (failures.every((failure) => failure === undefined))
            unseen.push(`${claim.id}, answer ${index + 1}`);
        }
      expect(unseen).to.deep.equal([]);
    });

    it("has failed for something that a broken stack answers, writes or holds", async () => {
      for (const claim of CHECKED) {
        const answers = recorded.get(claim.id)!;
        found[claim.id] = new Set();
        for (const index of answers.keys())
          // Before the sound answer: what only fails once, and makes a claim ask again.
          await failureOf(
            claim,
            playing(answers.toSpliced(index, 0, SABOTAGES["a refusal"]!(sound.own, sound))),
          );
        for (const [index, answer] of answers.entries())
          for (const [what, sabotage] of Object.entries(SABOTAGES)) {
            const failure = await failureOf(
              claim,
              playing(answers.with(index, sabotage(answer, { ...sound, first: answers[0] }))),
            );
            if (failure) found[claim.id]!.add(what);
          }
      }
      for (const [id, whats] of Object.entries(FINDS))
        if (found[id]) expect([...found[id]], id).to.include.members(whats);

      const claim = (id: string) => CLAIMS.find((each) => each.id === id)!;
      const soundly = (id: string, changes: Partial<SessionOptions>) =>
        failureOf(claim(id), playing(recorded.get(id) ?? [], changes));
      const growing = (line: string) => {
        let lines: readonly string[] = [];
        return () => (lines = [...lines, line]);
      };
      const [acme] = Object.keys(stack.outputs.vendors);
      const broken: Record<string, Promise<Error | undefined>> = {
        outputs: soundly("outputs", {
          outputs: { ...stack.outputs, vendors: { [acme!]: { clientId: "a" } } },
        }),
        "no bodies": soundly("unknown-parameter", { upstreamBodies: () => [] }),
        "odd bodies": soundly("unknown-parameter", { upstreamBodies: growing("evil=1") }),
        "no logs": soundly("nothing-logged", { logs: () => [] }),
        "a leak": soundly("nothing-logged", {
          logs: () => [`secret=${stack.outputs.vendors[acme!]!.clientSecret}`],
        }),
      };
      if (store === "dynamodb") {
        const asked = (...lengths: number[]) => ({
          upstreamBodies: () => Array.from({ length: lengths.shift() ?? 0 }, () => ""),
        });
        broken["asked for each"] = soundly("minted-once", asked(0, 8));
        broken["not kept"] = soundly("refusal-forgotten", asked(0, 1, 1, 2));
        broken["kept too long"] = soundly("refusal-forgotten", asked(0, 1, 1, 1, 1, 1));
      }
      for (const [what, failure] of Object.entries(broken))
        expect(await failure, what).to.be.instanceOf(Failed);

      const own = (site: string) => site.startsWith("broker.ts") === (store === "dynamodb");
      const sites = judgingSites().filter(
        (site) => !/^(asDeployed|tls)\.ts/.test(site) && own(site),
      );
      expect(sites).to.have.lengthOf.above(store === "dynamodb" ? 8 : 40);
      expect(sites.filter((site) => !hit.has(site))).to.deep.equal([]);
    });

    it("distinguishes an outage from a denial, where Auth0 is called directly", async () => {
      const claim = CLAIMS.find(({ id }) => id === "only-through-proxy")!;
      const answers = recorded.get(claim.id)!;
      for (const what of ["an outage", "nothing at that path", "too many requests"]) {
        const last = SABOTAGES[what]!(sound.own, sound);
        expect((await failureOf(claim, playing(answers.with(-1, last))))?.message, what).to.match(
          /means that Auth0 could not answer, not that it denies the request$/,
        );
      }
    });
  });
