/**
 * No secret where people and consoles read it. The SDK hands policies every value unwrapped, so a
 * policy cannot tell an input that is marked secret from one that is not; it can tell that a secret
 * stands where none belongs. That secrets are marked where they do belong is what the program's own
 * tests show.
 */
import type { PolicyResource } from "@pulumi/policy";
import { credentialInProse, unmistakableCredential } from "../credentials";
import { type Text, textEntries, textsOf } from "../known";
import { type Resource, resourceRule, stackRule } from "../rule";
import { TYPES } from "../types";

/** Resources at AWS and Auth0. Components, outputs and providers hold secrets as secrets. */
const AT_A_PROVIDER = /^(?:aws|auth0):/;

/**
 * Where secrets come from: the property that is one. Additional secret outputs are, too. What an
 * Action is given as `secrets` is not always one: a project's name may be among them.
 */
const SOURCES: Readonly<Record<string, string>> = {
  [TYPES.randomPassword]: "result",
  [TYPES.randomBytes]: "base64",
  [TYPES.clientCredentials]: "clientSecret",
};

/** Properties where one belongs: an integration, or a function, may carry a proxy secret to the upstream. */
const HOMES: Readonly<Record<string, string>> = {
  [TYPES.clientCredentials]: "clientSecret",
  [TYPES.action]: "secrets",
  [TYPES.integration]: "requestParameters",
  [TYPES.function]: "environment",
  [TYPES.tableItem]: "item",
};

/** Properties that are written for people; at any depth, descriptions are too. */
const PROSE = ["name", "displayName", "tags", "tagsAll", "clientMetadata", "metadata", "variables"];
const DESCRIPTION = /description$/i;

/** A shorter one would be found in texts that have nothing to do with it. */
const SHORTEST_SECRET = 12;

export const noSecretInPlainInput = stackRule(
  {
    name: "no-secret-in-plain-input",
    description: "No secret of the stack is in an input that is not made for secrets.",
    level: "mandatory",
    fix: "Take it out, and replace the secret if this was ever deployed (raise the vendor's secretVersion): it is in the state and in the cloud's console.",
  },
  (resources) => {
    const secrets = [...ownersOfSecrets(resources)];
    return resources
      .filter(({ type }) => AT_A_PROVIDER.test(type))
      .flatMap((resource) =>
        foreignTexts(resource).flatMap(({ path, text }) =>
          secrets
            .filter(([secret]) => text.includes(secret))
            .map(([, owner]) => ({
              resource,
              problem: `Its ${path.join(".")} holds the secret of ${owner}.`,
            })),
        ),
      );
  },
);

export const noCredentialLikeText = resourceRule(
  {
    name: "no-credential-like-text",
    description: "No input looks like a credential that somebody pasted.",
    level: "mandatory",
    fix: "Take it out and replace the credential if it is one; if it is not, name the resource in `except`.",
  },
  // Every type at AWS and Auth0: the rule looks at the shape of texts.
  AT_A_PROVIDER,
  (resource) =>
    foreignTexts(resource).flatMap(({ path, text }) => {
      const looks = isProse(path)
        ? credentialInProse(path.length > 1 ? `${path.at(-1) ?? ""}: ${text}` : text)
        : unmistakableCredential(text);
      return looks ? [`Its ${path.join(".")} looks like ${looks}.`] : [];
    }),
);

function isProse(path: Text["path"]): boolean {
  return PROSE.includes(path[0] ?? "") || DESCRIPTION.test(path.at(-1) ?? "");
}

/** Each secret of the stack that is known by now, and the name of a resource that has it. */
function ownersOfSecrets(resources: readonly PolicyResource[]): Map<string, string> {
  const found = resources.flatMap(({ type, name, props, opts }) =>
    textEntries(props)
      .filter(([key]) => key === SOURCES[type] || opts.additionalSecretOutputs.includes(key))
      .map(([, secret]) => [secret, name] as const),
  );
  return new Map(found.filter(([secret]) => secret.length >= SHORTEST_SECRET));
}

/** Texts of a resource in properties where no secret belongs. */
function foreignTexts({ type, props, opts }: Resource): Text[] {
  const own = [HOMES[type] ?? "", ...opts.additionalSecretOutputs];
  return textsOf(props).filter(({ path: [property = ""] }) => !own.includes(property));
}
