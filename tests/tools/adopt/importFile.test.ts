/** What Pulumi is told to import for a vendor that is adopted. */
import { expect } from "chai";
import { audienceName } from "../../../src/auth0/logicalName";
import { adopt } from "../../../tools/adopt/adopt";
import { importFile, missingIds } from "../../../tools/adopt/importFile";
import { oneClient, ORDERS } from "./support";

const ID = "abc123";
const withIds = adopt(
  oneClient({ client: { client_id: ID }, grant: { client_id: ID, id: "cgr_1" } }),
).clients;
const withoutIds = adopt(oneClient({})).clients;

describe("The import file", () => {
  it("has a vendor's component, client, credentials and grants, under the program's names", () => {
    const child = (type: string, name: string, id: string) => ({ type, name, id, parent: "acme" });
    expect(importFile(withIds).resources).to.deep.equal([
      { type: "m2m-token-cache:auth0:VendorClient", name: "acme", component: true },
      child("auth0:index/client:Client", "acme-client", ID),
      child("auth0:index/clientCredentials:ClientCredentials", "acme-credentials", ID),
      child("auth0:index/clientGrant:ClientGrant", `acme-grant-${audienceName(ORDERS)}`, "cgr_1"),
    ]);
    expect(missingIds(withIds)).to.equal(0);
  });

  it("has a placeholder for each id that the source has not, and counts them", () => {
    expect(importFile(withoutIds).resources.map(({ id }) => id)).to.deep.equal([
      undefined,
      "<client id of Acme>",
      "<client id of Acme>",
      `<id (cgr_...) of the grant of Acme for ${ORDERS}>`,
    ]);
    expect(missingIds(withoutIds)).to.equal(2);
    expect(missingIds([...withIds, ...withoutIds, ...withoutIds])).to.equal(4);
  });
});
