/** The contract and the safety claims while the first vendor is suspended and another rotates with overlap. */
import { expect } from "chai";
import { DEFAULT_QUIRKS, QUIRK_NAMES, QUIRKS, type Quirks } from "../../local/gateway/quirks";
import type { Evaluation } from "../../local/evaluate/evaluate";
import type { VendorOutputs } from "../../tools/lib/readOutputs";
import { RequestLog } from "../../local/requestLog";
import type { Claim } from "../../tools/verify/claim";
import { Failed } from "../../tools/verify/findings";
import { CLAIMS } from "../../tools/verify/claims";
import { violations } from "../safety/safety";
import { direct, evaluateDev } from "../support/direct";
import { vendorsOf } from "../support/registrations";
import { basic, FORM, parameters } from "../support/tokenClient";
import { runContract, skipped } from "./support";

const QUIRK_SETS: Quirks[] = [
  DEFAULT_QUIRKS,
  ...QUIRK_NAMES.flatMap((name) =>
    QUIRKS[name].values.slice(1).map((value): Quirks => ({ ...DEFAULT_QUIRKS, [name]: value })),
  ),
];

describe("While one vendor is suspended and another rotates", () => {
  let evaluation: Evaluation;
  let vendors: Record<string, VendorOutputs>;
  before(async () => {
    const { acme, globex, initech } = vendorsOf("dev");
    evaluation = await evaluateDev({
      vendors: {
        acme: { ...acme, suspended: true },
        globex: { ...globex, clientVersion: 2, rotation: "overlap" },
        initech: { ...initech, clientVersion: 3, rotation: "overlap" },
      },
    });
    vendors = evaluation.outputs.values.vendors;
  });

  it("the contract holds, and no claim is skipped for it", async () => {
    const { results } = await runContract({ evaluation });
    expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
    expect(skipped(results)).to.deep.equal(["only-through-proxy", "tls"]);
    expect(results.find(({ id }) => id === "outputs")?.detail).to.equal(
      "3 vendors, 1 of them suspended",
    );
  });

  it("the contract names what is missing of a retiring client, and grants of one that is not suspended", async () => {
    const { results } = await runContract({
      evaluation,
      claims: CLAIMS.filter(({ id }) => id === "outputs"),
      mutateOutputs: (outputs) => ({
        ...outputs,
        vendors: {
          acme: { ...outputs.vendors.acme, suspended: false },
          globex: { ...outputs.vendors.globex, retiring: { clientId: "id" } },
        },
      }),
    });
    expect(results).to.have.length(1);
    expect(results[0]).to.deep.include({
      status: "FAIL",
      detail: "missing or empty: vendors.acme.grants, vendors.globex.retiring.clientSecret",
    });
  });

  it("what a claim says holds no secret: not the retiring client's, nor the suspended vendor's", async () => {
    const secrets = Object.values(vendors)
      .flatMap((vendor) => [
        vendor,
        ...(vendor.retiring ? [{ ...vendor, ...vendor.retiring }] : []),
      ])
      .flatMap((vendor) => [vendor.clientSecret, basic(vendor).slice("Basic ".length)]);
    expect(new Set(secrets)).to.have.property("size", 10);
    const indiscreet: Claim = {
      ...CLAIMS[0]!,
      check: () => Promise.reject(new Failed(secrets.join(" "))),
    };
    const { results } = await runContract({ evaluation, claims: [indiscreet] });
    expect(results[0]?.detail).to.equal(secrets.map(() => "[secret]").join(" "));
  });

  it("the safety claims hold, as by default and with each switch turned", async () => {
    for (const quirks of QUIRK_SETS)
      expect(await violations(evaluation, quirks), JSON.stringify(quirks)).to.deep.equal([]);
  });

  it("the local request log says which of its clients a vendor asks with", async () => {
    const stack = direct(evaluation);
    const log = new RequestLog(vendors, () => stack.tenant.issued);
    const line = async (vendor: VendorOutputs) => {
      const body = new URLSearchParams(parameters(vendor)).toString();
      const headers = [
        ["Content-Type", FORM],
        ["Authorization", basic(vendor)],
      ] as const;
      const handled = await stack.post(body, headers);
      return log.line({ method: "POST", target: "/v1/oauth/token", headers, body }, handled, 0);
    };
    const { globex } = vendors;
    expect(await line(globex!)).to.match(/^\d\d:\d\d:\d\d {2}globex +MISS {2}200/);
    expect(await line({ ...globex!, ...globex!.retiring })).to.match(
      /^\d\d:\d\d:\d\d {2}globex \(retiring\) +MISS {2}200/,
    );
  });
});
