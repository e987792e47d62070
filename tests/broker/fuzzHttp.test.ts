/**
 * 2,000 random requests over HTTP: through the local gateway, the bundle that is deployed and dynalite. The
 * oracle goes by what each request means, and by the token itself.
 */
import { expect } from "chai";
import { decodeJwt } from "jose";
import { seeded } from "../../tools/simulate/random";
import { devValues, START, type TestStack, testStack } from "../support/stack";
import { send } from "../support/tokenClient";
import { malformed, type Meaning, oneOf, wellFormed } from "./fuzz/requests";

const REQUESTS = 2_000;
const HOURS = 72;
const SEED = 1;

describe("2,000 random requests over HTTP and dynalite", function () {
  this.timeout(240_000);
  let stack: TestStack;

  before(async () => {
    stack = await testStack({ values: devValues({ cache: { store: "dynamodb" } }) });
  });
  after(() => stack.close());

  it("get their own token for as long as it lives, or the refusal that they deserve", async () => {
    const random = seeded(SEED);
    const vendors = Object.values(stack.outputs.vendors);
    const outcomes = { token: 0, wrongSecret: 0, notGranted: 0, malformed: 0 };
    /** By meaning: the tokens that were given, in order. */
    const given = new Map<string, Set<string>>();

    for (let index = 0; index < REQUESTS; index++) {
      stack.pass(random() * 2 * ((HOURS * 3600) / REQUESTS));
      const vendor = oneOf(random, vendors);
      const { clientId, clientSecret, grants } = vendor;
      const audience = oneOf(random, Object.keys(grants));
      const granted = grants[audience] ?? [];
      const right: Meaning = {
        clientId,
        clientSecret,
        audience,
        scopes: random() < 0.5 ? undefined : granted.filter(() => random() < 0.5),
      };
      const kind = random();
      const post = async (event: ReturnType<typeof wellFormed>) => {
        const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
        const headers = Object.entries(event.headers ?? {}).map(
          ([name, value]) => [name, String(value)] as const,
        );
        const answer = await send(vendor.tokenUrl, body, headers);
        expect(answer.headers["cache-control"], `request ${index}`).to.equal("no-store");
        return answer;
      };
      const what = `seed ${SEED}, request ${index}`;

      if (kind < 0.1) {
        const { event, status, error } = malformed(right, random);
        const answer = await post(event);
        expect([answer.status, answer.json().error], what).to.deep.equal([status, error]);
        outcomes.malformed++;
      } else if (kind < 0.15) {
        const answer = await post(
          wellFormed({ ...right, clientSecret: `${clientSecret}x` }, random),
        );
        // 503: more attempts with a wrong secret than the budget allows.
        expect([401, 503], what).to.include(answer.status);
        outcomes.wrongSecret++;
      } else if (kind < 0.25) {
        const beyond = { ...right, scopes: [...granted, "delete:everything"] };
        const answer = await post(wellFormed(beyond, random));
        expect([answer.status, answer.json().error], what).to.deep.equal([403, "access_denied"]);
        outcomes.notGranted++;
      } else {
        const answer = await post(wellFormed(right, random));
        expect(answer.status, `${what}: ${answer.text}`).to.equal(200);
        const { access_token: token, expires_in: expiresIn } = answer.json();
        const { azp, aud, exp } = decodeJwt(String(token));
        expect([azp, aud], what).to.deep.equal([clientId, audience]);
        expect(Number(expiresIn), what)
          .to.be.above(0)
          .and.at.most(Number(exp) - stack.now());
        const meaning = JSON.stringify([
          clientId,
          audience,
          right.scopes && [...right.scopes].sort(),
        ]);
        given.set(meaning, (given.get(meaning) ?? new Set()).add(String(token)));
        outcomes.token++;
      }
    }

    for (const [what, count] of Object.entries(outcomes)) expect(count, what).to.be.above(50);
    for (const [meaning, tokens] of given) {
      const [first = ""] = tokens;
      const { iat = 0, exp = 0 } = decodeJwt(first);
      // Each is renewed ten minutes before its end.
      const most = Math.ceil((stack.now() - START / 1000) / (exp - iat - 600));
      expect(tokens.size, meaning).to.be.at.most(most);
    }
    const minted = [...given.values()].reduce((sum, tokens) => sum + tokens.size, 0);
    expect(stack.tenant.issued).to.equal(minted);
  });
});
