/** Answers of a sound stack, with one of them replaced by what a broken one might give. */
import type { Answer, Vendor } from "../../../../tools/verify/session";

export interface Sound {
  /** A token of another vendor's, and a second one of this one's. */
  readonly other: Answer;
  readonly own: Answer;
  /** The first answer of the claim at hand. */
  readonly first?: Answer | undefined;
  readonly vendor: Vendor;
}

const answer = (status: number, json: Record<string, unknown>, more: Partial<Answer> = {}) =>
  ({
    status,
    json,
    text: JSON.stringify(json),
    headers: { "cache-control": "no-store" },
    sentAt: 0,
    receivedAt: 0,
    ...more,
  }) satisfies Answer;

const error = (status: number, more: Record<string, unknown> = {}) =>
  answer(status, { error: "access_denied", ...more });

const withJson = (sound: Answer, changes: Record<string, unknown>): Answer => ({
  ...sound,
  json: { ...sound.json, ...changes },
});

/** Each gives the answer that takes the place of a sound one. */
export const SABOTAGES: Readonly<Record<string, (answer: Answer, sound: Sound) => Answer>> = {
  "another vendor's token": (_, { other }) => other,
  "a second token": ({ receivedAt }, { own }) => ({ ...own, receivedAt }),
  "the first answer once more": (sound, { first }) => first ?? sound,
  "a token with a broken signature": (sound) =>
    sound.token
      ? { ...sound, token: { ...sound.token, text: sound.token.text.replace(/\.[^.]+$/, ".AAAA") } }
      : sound,
  "a refusal": () => error(401),
  "an outage": () => error(503),
  "nothing at that path": () => error(404),
  "too many requests": () => error(429),
  "a success without a token": () => answer(200, {}),
  "an error that is not JSON": () => ({ ...answer(502, {}), json: undefined, text: "<html>" }),
  "an error with an odd description": () => error(400, { error_description: 1 }),
  "an error with a stack trace": () => ({ ...error(400), text: "java.lang.NullPointerException" }),
  "an error that may be stored": () => ({ ...error(400), headers: {} }),
  "an answer that may be stored": (sound) => ({ ...sound, headers: {} }),
  "a header of Auth0's": (sound) => ({
    ...sound,
    headers: { ...sound.headers, "x-ratelimit-limit": "25" },
  }),
  "a lifetime that is a text": (sound) => withJson(sound, { expires_in: "soon" }),
  "a lifetime that is some seconds too short": (sound) =>
    withJson(sound, { expires_in: Number(sound.json?.expires_in) - 5 }),
  "a lifetime of 0": (sound) => withJson(sound, { expires_in: 0 }),
  "a lifetime beyond the token's": (sound) => withJson(sound, { expires_in: 1e9 }),
  "a lifetime beyond the promise": (sound, { vendor }) =>
    withJson(sound, { expires_in: Number(vendor.expiresInSeconds[vendor.audiences[0]]) + 1 }),
};
