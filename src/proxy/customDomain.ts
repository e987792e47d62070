/**
 * Owns the host name that vendors call: its certificate, its endpoint and its DNS records. It is a part
 * of every vendor's token URL and outlives the API behind it, which tokenProxy.ts maps to it.
 */
import * as acm from "@pulumi/aws/acm";
import * as apigateway from "@pulumi/aws/apigateway";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { ipAddressType } from "./allowedAddresses";
import { endpoint } from "./endpoint";

export interface DomainArgs {
  /**
   * The host name that vendors call, in lower case.
   *
   * @example "tokens.example.com"
   */
  readonly name: string;
  /**
   * Id of the public Route 53 hosted zone for the name's records, including those that validate a certificate.
   * Default: none. You then create the records, and `certificateArn` is required.
   *
   * @example "Z0123456789ABCDEFGHIJ"
   */
  readonly hostedZoneId?: string | undefined;
  /**
   * ARN of an existing ACM certificate in the stack's region. Default: one is created and validated in the hosted
   * zone.
   *
   * @example "arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
   */
  readonly certificateArn?: string | undefined;
  /** Whether API Gateway's own host name answers as well, while vendors move to this one. */
  readonly keepDefaultEndpoint: boolean;
}

export interface CustomDomainArgs {
  /** The name, and where its certificate and its records come from. */
  readonly domain: DomainArgs;
  /**
   * Address ranges that may call the API behind it; an IPv6 range makes an AAAA record. Default: any IPv4 address.
   *
   * @example ["203.0.113.0/24", "2001:db8::/32"]
   */
  readonly allowedCidrs?: readonly string[] | undefined;
  /** Whether Pulumi refuses to delete the domain name. */
  readonly protect: boolean;
  /**
   * Tags on the certificate and the domain name.
   *
   * @example { team: "platform" }
   */
  readonly tags: Readonly<Record<string, string>>;
}

export class CustomDomain extends pulumi.ComponentResource {
  /** The host name, once there is an endpoint for it. */
  readonly domainName: pulumi.Output<string>;
  /** API Gateway's host name for the endpoint: what the DNS record of the host name has to point at. */
  readonly target: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: CustomDomainArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:proxy:CustomDomain", name, {}, opts);
    const { hostedZoneId, certificateArn } = args.domain;

    const certificate = certificateArn ?? this.createCertificate(hostedZoneId);
    const endpointOfName = this.createDomainName(certificate);
    if (hostedZoneId !== undefined) this.createAliases(hostedZoneId, endpointOfName);

    this.domainName = endpointOfName.domainName;
    this.target = endpointOfName.regionalDomainName;
    this.registerOutputs({ domainName: this.domainName, target: this.target });
  }

  /** Created and validated in the zone. Returns the validation's output, so that nothing uses it earlier. */
  private createCertificate(zoneId: string | undefined): pulumi.Output<string> {
    if (zoneId === undefined)
      throw new pulumi.RunError("A domain without a certificate needs a hosted zone.");
    const certificate = new acm.Certificate(
      `${this.name}-certificate`,
      {
        domainName: this.args.domain.name,
        validationMethod: "DNS",
        tags: this.args.tags,
      },
      { parent: this },
    );
    // One name, so one record.
    const option = certificate.domainValidationOptions.apply(([first]) => {
      if (!first) throw new Error("ACM named no DNS record to validate the certificate with.");
      return first;
    });
    const record = new route53.Record(
      `${this.name}-validation-record`,
      {
        zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: 60,
        // ACM asks for the same record with every certificate of this name in the account, so one of an
        // earlier stack, or of another region, may exist. It has no other content.
        allowOverwrite: true,
      },
      { parent: this },
    );
    const validation = new acm.CertificateValidation(
      `${this.name}-validation`,
      { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
      { parent: this },
    );
    return validation.certificateArn;
  }

  private createDomainName(certificateArn: pulumi.Input<string>): apigateway.DomainName {
    const { domain, allowedCidrs, protect, tags } = this.args;
    return new apigateway.DomainName(
      `${this.name}-name`,
      {
        domainName: domain.name,
        regionalCertificateArn: certificateArn,
        ...endpoint(allowedCidrs),
        tags,
      },
      // Creating or changing a domain can take most of an hour.
      { parent: this, protect, customTimeouts: { create: "75m", update: "75m" } },
    );
  }

  /** Existing records are not overwritten: somebody may use what they point to. */
  private createAliases(zoneId: string, { domainName, ...target }: apigateway.DomainName): void {
    const types = ipAddressType(this.args.allowedCidrs) === "dualstack" ? ["A", "AAAA"] : ["A"];
    for (const type of types)
      new route53.Record(
        `${this.name}-${type.toLowerCase()}`,
        {
          zoneId,
          name: domainName,
          type,
          aliases: [
            {
              name: target.regionalDomainName,
              zoneId: target.regionalZoneId,
              // There is no other target to turn to.
              evaluateTargetHealth: false,
            },
          ],
        },
        { parent: this },
      );
  }
}
