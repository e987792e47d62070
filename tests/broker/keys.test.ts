import { createHmac } from "node:crypto";
import { expect } from "chai";
import {
  deriveFormKeys,
  deriveGeneration,
  deriveVerifier,
  type Form,
  isVerifier,
  type KeySource,
} from "../../src/broker/keys";
import { open, seal } from "../../src/broker/seal";
import { PEPPER, vendorOf } from "./support/world";

const SOURCE: KeySource = vendorOf("acme");
const FORM: Form = { audience: "a", organization: undefined, scopes: undefined };
const OTHERS: readonly KeySource[] = [
  { ...SOURCE, clientSecret: "another" },
  { ...SOURCE, clientId: "another" },
  { ...SOURCE, issuer: "https://another.example/" },
  { ...SOURCE, pepper: { id: "p1", value: Buffer.alloc(32, 2).toString("base64") } },
  // The same bytes, cut elsewhere.
  { ...SOURCE, clientId: `${SOURCE.clientId}h`, issuer: SOURCE.issuer.slice(1) },
];

describe("What is derived from a client's secret", () => {
  it("is HKDF-SHA-256, as RFC 5869 defines it", () => {
    const prefixed = (...parts: (string | Buffer)[]) =>
      Buffer.concat(
        parts.flatMap((part) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(Buffer.byteLength(part));
          return [length, Buffer.from(part as string)];
        }),
      );
    const hmac = (key: Buffer, ...data: (Buffer | string)[]) => {
      const computed = createHmac("sha256", key);
      for (const part of data) computed.update(part);
      return computed.digest();
    };
    const salt = prefixed(Buffer.alloc(32, 1), SOURCE.clientId, SOURCE.issuer);
    const extracted = hmac(salt, SOURCE.clientSecret);
    const empty = Buffer.from(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "hex",
    );
    const expanded = hmac(extracted, prefixed("verifier", empty), Buffer.from([1]));
    expect(deriveVerifier(SOURCE)).to.equal(expanded.toString("base64url"));
  });

  it("differs with the secret, the client, the issuer and the pepper, and by purpose", () => {
    const all = [SOURCE, ...OTHERS].flatMap((source) => {
      const { locator, sealingKey } = deriveFormKeys(source, FORM);
      return [
        locator,
        sealingKey.toString("base64url"),
        deriveVerifier(source),
        deriveGeneration(source, []),
      ];
    });
    expect(new Set(all).size).to.equal(4 * (1 + OTHERS.length));
    expect(all.every((key) => key.length === 43)).to.equal(true);
  });

  it("differs with every part of the form, where none is not an empty one", () => {
    const forms: readonly Form[] = [
      FORM,
      { ...FORM, audience: undefined },
      { ...FORM, audience: "none" },
      { ...FORM, audience: "b" },
      { ...FORM, audience: undefined, organization: "a" },
      { ...FORM, scopes: [] },
      { ...FORM, scopes: [""] },
      { ...FORM, scopes: ["a", "b"] },
      { ...FORM, scopes: ["a b"] },
    ];
    const locators = forms.map((form) => deriveFormKeys(SOURCE, form).locator);
    expect(new Set(locators).size).to.equal(forms.length);
  });

  it("takes an audience and scopes of any length", () => {
    const form = { ...FORM, audience: "a".repeat(5_000), scopes: ["s".repeat(5_000)] };
    expect(deriveFormKeys(SOURCE, form).locator).to.have.length(43);
  });

  it("a verifier is right for its own source only", () => {
    expect(isVerifier(deriveVerifier(SOURCE), SOURCE)).to.equal(true);
    for (const other of OTHERS) expect(isVerifier(deriveVerifier(other), SOURCE)).to.equal(false);
    for (const text of ["", "short"]) expect(isVerifier(text, SOURCE)).to.equal(false);
    expect(PEPPER.value).to.equal(SOURCE.pepper.value);
  });
});

describe("A seal", () => {
  const key = Buffer.alloc(32, 7);
  const bound = Buffer.from("place");

  it("opens with its key, in its place, unchanged, and not otherwise", () => {
    const sealed = seal(key, "text", bound);
    expect(open(key, sealed, bound)).to.equal("text");
    expect(open(Buffer.alloc(32, 8), sealed, bound)).to.equal(undefined);
    expect(open(key, sealed, Buffer.from("elsewhere"))).to.equal(undefined);
    for (let length = 0; length < sealed.length; length++)
      expect(open(key, sealed.subarray(0, length), bound)).to.equal(undefined);
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(open(key, changed, bound)).to.equal(undefined);
    }
  });

  it("is another one each time", () => {
    expect(
      new Set(Array.from({ length: 50 }, () => seal(key, "text", bound).toString("hex"))).size,
    ).to.equal(50);
  });
});
