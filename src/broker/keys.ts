/**
 * What is derived from a client's secret, by HKDF-SHA-256 (RFC 5869). The salt holds a pepper that is
 * not in the table: whoever reads the table alone cannot test a guess. The Pulumi program uses this
 * file too, so it must not need the AWS SDK.
 */
import { createHash, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Credentials, TokenRequest } from "./parse";

export interface Pepper {
  /** The pepper's id, which its items contain. */
  readonly id: string;
  /** 32 random bytes, in Base64. */
  readonly value: string;
}

export interface KeySource extends Credentials {
  /** The tenant's issuer, with the slash at the end: `https://example.eu.auth0.com/`. */
  readonly issuer: string;
  readonly pepper: Pepper;
}

/** What makes one request differ from another of the same client. */
export type Form = Pick<TokenRequest, "audience" | "organization" | "scopes">;

export interface FormKeys {
  /** Finds the form's item: 43 characters. */
  readonly locator: string;
  /** Seals it: 32 bytes. */
  readonly sealingKey: Buffer;
}

export function deriveFormKeys(source: KeySource, form: Form): FormKeys {
  const canonical = canonicalForm(form);
  return {
    locator: derive(source, "locator", canonical).toString("base64url"),
    sealingKey: derive(source, "seal", canonical),
  };
}

/** Verifies a client's secret, and reveals nothing else about it. */
export function deriveVerifier(source: KeySource): string {
  return derive(source, "verifier").toString("base64url");
}

export function isVerifier(verifier: string, source: KeySource): boolean {
  const expected = Buffer.from(verifier);
  const given = Buffer.from(deriveVerifier(source));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Changes with the secret and with the facts, and reveals neither. */
export function deriveGeneration(source: KeySource, facts: readonly string[]): string {
  return derive(source, "generation", ...facts).toString("base64url");
}

function derive(
  { pepper, clientId, issuer, clientSecret }: KeySource,
  purpose: "locator" | "seal" | "verifier" | "generation",
  ...inputs: readonly (string | Buffer)[]
): Buffer {
  const salt = lengthPrefixed([Buffer.from(pepper.value, "base64"), clientId, issuer]);
  // Hashed, because OpenSSL accepts at most 1024 bytes of info.
  const info = lengthPrefixed([purpose, sha256(lengthPrefixed(inputs))]);
  return Buffer.from(hkdfSync("sha256", clientSecret, salt, info, 32));
}

/** A missing value differs from an empty one. */
function canonicalForm({ audience, organization, scopes }: Form): Buffer {
  return lengthPrefixed(
    [audience, organization, scopes && lengthPrefixed(scopes)].map((part) =>
      part === undefined ? "none" : lengthPrefixed([part]),
    ),
  );
}

/** Makes different lists of parts different bytes. */
export function lengthPrefixed(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
