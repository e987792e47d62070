/**
 * What `as-deployed` reads, in AWS's own spelling. The local control plane and its reader once agreed
 * on a key that AWS does not have, and no test that asked only the two of them could tell.
 */
import { expect } from "chai";
import { serveControlPlane } from "../../../local/controlPlaneServer";
import { evaluateDev } from "../../support/direct";

describe("The local control plane", () => {
  it("exports an integration under AWS's name for it", async () => {
    const { resources } = await evaluateDev();
    const plane = await serveControlPlane({ resources, gateway: { flush: () => undefined } });
    const of = (type: string) => resources.find((each) => each.type === `aws:apigateway/${type}`);
    const path = `/restapis/${of("restApi:RestApi")?.id}/stages/${String(of("stage:Stage")?.state.stageName)}/exports/oas30`;
    const api = (await (await fetch(plane.origin + path)).json()) as {
      paths: Record<string, { post: object }>;
    };
    await plane.close();
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
    expect(api.paths["/oauth/token"]?.post).to.have.property("x-amazon-apigateway-integration");
  });
});
