/**
 * No secret where people and consoles can read it. The SDK passes every value to policies unwrapped, so a policy
 * cannot distinguish inputs that are marked secret; it can only find a secret where none belongs. The program's own
 * tests show that secrets are marked where they do belong.
 */
import type { PolicyResource } from "@pulumi/policy";
import { credentialInProse, unmistakableCredential } from "../credentials";
import { type Text, textEntries, textsOf } from "../known";
import { type Resource, resourceRule, stackRule } from "../rule";
import { TYPES } from "../types";

/** Resources at AWS and Auth0. In components, outputs and providers, secrets are marked. */
const AT_A_PROVIDER = /^(?:aws|auth0):/;

/**
 * Properties that are secrets, as additional secret outputs are. An Action's `secrets` are not always secret: a
 * project's name may be among them.
 */
const SOURCES: Readonly<Record<string, string>> = {
  [TYPES.randomPassword]: "result",
  [TYPES.randomBytes]: "base64",
  [TYPES.clientCredentials]: "clientSecret",
};

/** Properties where one belongs: an integration, or a function, may send a proxy secret to the upstream. */
const HOMES: Readonly<Record<string, string>> = {
  [TYPES.clientCredentials]: "clientSecret",
  [TYPES.action]: "secrets",
  [TYPES.integration]: "requestParameters",
  [TYPES.function]: "environment",
  [TYPES.tableItem]: "item",
};

/** Properties for people; so are descriptions, at any depth. */
const PROSE = ["name", "displayName", "tags", "tagsAll", "clientMetadata", "metadata", "variables"];
const DESCRIPTION = /description$/i;

/** A shorter one could appear in unrelated texts. */
const SHORTEST_SECRET = 12;

export const noSecretInPlainInput = stackRule(
  {
    name: "no-secret-in-plain-input",
    description: "No secret of the stack is in an input that is not meant for secrets.",
    level: "mandatory",
    fix: "Remove it, and replace the secret if this was ever deployed (raise the vendor's secretVersion): it is in the state and in the cloud's console.",
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
              problem: `Its ${path.join(".")} contains the secret of ${owner}.`,
            })),
        ),
      );
  },
);

export const noCredentialLikeText = resourceRule(
  {
    name: "no-credential-like-text",
    description: "No input looks like a pasted credential.",
    level: "mandatory",
    fix: "If it is a credential, remove it and replace it; if it is not, name the resource in `except`.",
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

/** Each known secret of the stack, and the name of a resource that has it. */
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
