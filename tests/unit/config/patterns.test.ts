/** Values of a pattern: nothing stands before or after what is right. */
import { expect } from "chai";
import { ConfigError } from "../../../src/config/problems";
import { type Changes, ORDERS, parsed, vendorWith } from "../../support/configs";

const ZONE = "Z0123456789ABCDEFGHIJ";
const scope = (name: string) => ({
  apis: [{ identifier: ORDERS, scopes: { [name]: "A scope" } }],
  vendors: vendorWith({ grants: { [ORDERS]: [name] } }),
});
const audience = (identifier: string) => ({
  apis: [{ identifier }],
  vendors: vendorWith({ grants: { [identifier]: [] } }),
});

const PATTERNS: [what: string, withValue: (value: string) => Changes, ...right: string[]][] = [
  ["a tenant's domain", (value) => ({ "auth0:domain": value }), "example.eu.auth0.com"],
  ["an issuer's domain", (issuerDomain) => ({ issuerDomain }), "login.example.com", "a.io"],
  ["a domain", (name) => ({ domain: { name, hostedZoneId: ZONE } }), "tokens.example.com"],
  [
    "a hosted zone",
    (hostedZoneId) => ({ domain: { name: "t.example.com", hostedZoneId } }),
    ZONE,
    "Z1",
  ],
  [
    "a certificate",
    (certificateArn) => ({ domain: { name: "t.example.com", certificateArn } }),
    "arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab",
    "arn:aws-us-gov:acm:eu-west-1:123456789012:certificate/A1",
  ],
  [
    "a topic",
    (topicArn) => ({ monitoring: { topicArn } }),
    "arn:aws:sns:eu-west-1:123456789012:alarms",
    "arn:aws-cn:sns:eu-west-1:123456789012:A_l-1",
  ],
  [
    "an e-mail address",
    (email) => ({ monitoring: { emails: [email] } }),
    "a@b.cd",
    "ann@example.com",
  ],
  ["an audience", audience, "https://api.example.com/shipments", "x"],
  ["a scope", scope, "read:orders", "r"],
  ["an API's name", (name) => ({ apis: [{ identifier: ORDERS, name }] }), "Orders API"],
  ["a client's name", (name) => ({ vendors: vendorWith({ name }) }), "Acme Logistics"],
  ["a description", (description) => ({ vendors: vendorWith({ description }) }), "Orders, nightly"],
  ["a contact", (contact) => ({ vendors: vendorWith({ contact }) }), "Ann"],
  ["where to get help", (support) => ({ support }), "https://help.example.com"],
  [
    "a vendor's name",
    (name) => ({ vendors: { [name]: { grants: { [ORDERS]: [] } } } }),
    "acme-logistics",
    "a1",
  ],
  ["a tag's key", (key) => ({ tags: { [key]: "x" } }), "team", "cost-center"],
  ["a tag's value", (value) => ({ tags: { team: value } }), "platform", ""],
];

describe("A configuration", () => {
  for (const [what, withValue, ...right] of PATTERNS)
    it(`takes ${what} as it is, and not with a line before or after it`, () => {
      for (const value of right) {
        expect(() => parsed(withValue(value)), value).to.not.throw();
        for (const wrong of [`\n${value}`, `${value}\n`])
          expect(() => parsed(withValue(wrong)), JSON.stringify(wrong)).to.throw(ConfigError);
      }
    });
});
