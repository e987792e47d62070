/** Mistakes that people make, each with the line that they are told. */
import { expect } from "chai";
import { type Changes, configError } from "../../support/configs";

/** A mistake, and the whole line of each problem that comes of it. */
type Row = readonly [mistake: string, changes: Changes, ...lines: string[]];

const NAMESPACES = "allowed: the namespaces m2m-token-cache, aws, auth0, random, pulumi";
const NOWHERE = "is in a namespace that nothing reads, so it would have no effect";

const namespaces: readonly Row[] = [
  [
    "a typo in the project's namespace, which would leave the proxy open to everybody",
    { "m2m-token-cahce:allowedCidrs": ["203.0.113.0/24"] },
    `m2m-token-cahce:allowedCidrs ${NOWHERE}; ${NAMESPACES}; fix: did you mean m2m-token-cache:allowedCidrs? rename it in the stack's YAML, or pulumi config rm m2m-token-cahce:allowedCidrs`,
  ],
  [
    "another project's namespace for a key of this one",
    { "token-proxy:waf": {} },
    `token-proxy:waf ${NOWHERE}; ${NAMESPACES}; fix: did you mean m2m-token-cache:waf? rename it in the stack's YAML, or pulumi config rm token-proxy:waf`,
  ],
  [
    "a typo in a provider's namespace",
    { "auth:debug": true },
    `auth:debug ${NOWHERE}; ${NAMESPACES}; fix: did you mean auth0:debug? rename it in the stack's YAML, or pulumi config rm auth:debug`,
  ],
  [
    "a provider that the program does not use",
    { "google-native:project": "x" },
    `google-native:project ${NOWHERE}; ${NAMESPACES}; fix: did you mean m2m-token-cache:project? rename it in the stack's YAML, or pulumi config rm google-native:project`,
  ],
];

const tables = { "A namespace": namespaces };
for (const [title, rows] of Object.entries(tables))
  describe(`${title}, mistaken`, () => {
    for (const [mistake, changes, ...lines] of rows)
      it(`as ${mistake}`, () => {
        const { problems } = configError(changes);
        expect(
          problems.map(
            ({ key, found, allowed, fix }) => `${key} ${found}; allowed: ${allowed}; fix: ${fix}`,
          ),
        ).to.deep.equal(lines);
      });
  });
