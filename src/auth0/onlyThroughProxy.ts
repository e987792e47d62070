/**
 * Owns what keeps this stack's vendors from getting tokens without the proxy: the proxy secret that the proxy sends to
 * Auth0, and the Action that denies a vendor's exchange without it. One for the whole stack.
 *
 * No vendor is locked out during an update, because each step precedes the one that needs it: the Action, which
 * knows the new proxy secret and the previous one; then the gateway, which sends the new one; then, the first
 * time, the Action's binding.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as auth0 from "@pulumi/auth0";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Length of a proxy secret, in letters and digits: about 380 bits. */
const PROXY_SECRET_LENGTH = 64;

/** Auth0's trigger for the client credentials grant, and the version of its event. */
const TRIGGER = { id: "credentials-exchange", version: "v2" } as const;

export interface OnlyThroughProxyArgs {
  /**
   * Number of the proxy secret: 1 or more. Raise it by one to change the secret; the previous one is accepted too.
   *
   * @example 1
   */
  readonly version: number;
  /** Whether Auth0 denies requests without the proxy secret. false: it is sent, and nothing is denied. */
  readonly enforce: boolean;
}

/** What the proxy sends so that Auth0 can tell its requests from others. */
export interface ProxySecret {
  /**
   * Its number: 1 or more. Another one needs a new deployment; the proxy secret itself is not known before the update.
   *
   * @example 1
   */
  readonly version: number;
  /** Sent unchanged; a secret. */
  readonly userAgent: pulumi.Output<string>;
}

export class OnlyThroughProxy extends pulumi.ComponentResource {
  /** What the gateway sends. Known once the Action accepts it; a secret in Pulumi's sense. */
  readonly proxySecret: ProxySecret;

  private readonly action: auth0.Action;

  constructor(
    private readonly name: string,
    private readonly args: OnlyThroughProxyArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:auth0:OnlyThroughProxy", name, {}, opts);

    const { version } = args;
    const current = this.createProxySecret(version);
    const previous = version > 1 ? [this.createProxySecret(version - 1)] : [];
    this.action = this.createAction([current, ...previous]);

    const accepted = pulumi.all([current, this.action.id]).apply(([userAgent]) => userAgent);
    this.proxySecret = { version, userAgent: accepted };
    this.registerOutputs({ proxySecret: this.proxySecret });
  }

  /**
   * Binds the Action, so that Auth0 runs it, if it is enforced.
   *
   * @param gateway sends the proxy secret. The binding depends on it through dependsOn, not through a value:
   *   otherwise a replacement of the gateway's resources would replace the binding too, and requests could
   *   bypass the proxy meanwhile.
   */
  enforceAfter(gateway: pulumi.Resource): void {
    if (!this.args.enforce) return;
    // Appends to the trigger. TriggerActions would own it, and remove other people's Actions.
    new auth0.TriggerAction(
      `${this.name}-binding`,
      { trigger: TRIGGER.id, actionId: this.action.id },
      { parent: this, dependsOn: gateway },
    );
  }

  /** Named by its version, so that raising the version keeps the previous value. */
  private createProxySecret(version: number): pulumi.Output<string> {
    const { result } = new random.RandomPassword(
      `${this.name}-secret-v${version}`,
      // Letters and digits only: the same in a header and in API Gateway's quotes.
      { length: PROXY_SECRET_LENGTH, special: false },
      { parent: this },
    );
    return pulumi.interpolate`${pulumi.getProject()}/${result}`;
  }

  /** Always updated in place: replacing it would mean binding a new Action and unbinding the old one. */
  private createAction(proxySecrets: readonly pulumi.Output<string>[]): auth0.Action {
    const project = pulumi.getProject();
    const stack = pulumi.getStack();
    // Long and random, so its hash need not be secret. Secret code would hide its drift.
    const hashes = pulumi.unsecret(pulumi.all([...proxySecrets]).apply((all) => all.map(sha256)));
    return new auth0.Action(
      `${this.name}-action`,
      {
        name: actionName(project, stack),
        // No `secrets`: the provider never reads them back, so that after an update that failed it takes
        // for sent what Auth0 does not have. Code is sent with every update, and its drift is seen.
        code: hashes.apply((proxySecretSha256) =>
          actionCode({ project, stack, proxySecretSha256 }),
        ),
        runtime: "node22",
        supportedTriggers: TRIGGER,
        deploy: true,
      },
      { parent: this },
    );
  }
}

/** What the Action's code calls OURS. */
export interface ActionLiterals {
  readonly project: string;
  readonly stack: string;
  /** The hash of each accepted proxy secret, in hexadecimal. */
  readonly proxySecretSha256: readonly string[];
}

/** @returns actions/onlyThroughProxy.js, with its literals before it */
export function actionCode(ours: ActionLiterals): string {
  const source = readFileSync(join(__dirname, "actions", "onlyThroughProxy.js"), "utf8");
  return `const OURS = ${JSON.stringify(ours)};\n${source}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Auth0 does not document the allowed characters, so it has only letters, digits, spaces and hyphens. */
function actionName(project: string, stack: string): string {
  return `${project} ${stack} only through proxy`.replace(/[^A-Za-z0-9 -]/g, "-");
}
