/** The stand-in providers over gRPC, as a Pulumi CLI would call them. No CLI and no provider ran. */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { failureOf, isMasked, TYPES, UNKNOWN } from "../support/registrations";
import { Cloud } from "./cloud";
import { initFailure } from "./initFailed";
import { PACKAGES, serveProvider, serveProviders } from "./providers";
import { open, seal } from "./wire";

type Unary<Q, A> = (
  request: Q,
  callback: (error: grpc.ServiceError | null, response: A) => void,
) => unknown;

const urnOf = (kind: keyof typeof TYPES, name: string) =>
  `urn:pulumi:dev::m2m-token-cache::${TYPES[kind]}::${name}`;

describe("A stand-in provider", () => {
  let cloud: Cloud;
  let server: Awaited<ReturnType<typeof serveProvider>>;
  let client: ResourceProviderClient;
  beforeEach(async () => {
    cloud = new Cloud();
    server = await serveProvider("auth0", cloud);
    client = new ResourceProviderClient(
      `127.0.0.1:${server.port}`,
      grpc.credentials.createInsecure(),
    );
  });
  afterEach(() => {
    client.close();
    server.close();
  });

  const ask = <Q, A>(call: Unary<Q, A>, request: Q): Promise<A> =>
    new Promise((resolve, reject) => {
      call.call(client, request, (error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
  const refusal = async (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  const GRANT = urnOf("ClientGrant", "acme-grant");
  const grant = { clientId: "abc", audience: "https://api.example.com", scopes: ["read"] };
  const create = (urn: string, inputs: Record<string, unknown>, preview = false) =>
    ask<rpc.CreateRequest, rpc.CreateResponse>(
      (request, callback) => client.create(request, callback),
      new rpc.CreateRequest().setUrn(urn).setProperties(seal(inputs)).setPreview(preview),
    );
  const diff = (urn: string, olds: Record<string, unknown>, news: Record<string, unknown>) =>
    ask<rpc.DiffRequest, rpc.DiffResponse>(
      (request, callback) => client.diff(request, callback),
      new rpc.DiffRequest()
        .setUrn(urn)
        .setOldInputs(seal(olds))
        .setOlds(seal(olds))
        .setNews(seal(news)),
    );
  const update = (
    urn: string,
    id: string,
    news: Record<string, unknown>,
    { preview = false, oldInputs = seal({}), olds = seal({ ...grant, computed: true }) } = {},
  ) =>
    ask<rpc.UpdateRequest, rpc.UpdateResponse>(
      (request, callback) => client.update(request, callback),
      new rpc.UpdateRequest()
        .setUrn(urn)
        .setId(id)
        .setOldInputs(oldInputs)
        .setOlds(olds)
        .setNews(seal(news, ["clientSecret"]))
        .setPreview(preview),
    );
  const read = (urn: string, id: string) =>
    ask<rpc.ReadRequest, rpc.ReadResponse>(
      (request, callback) => client.read(request, callback),
      new rpc.ReadRequest().setUrn(urn).setId(id),
    );
  const remove = (urn: string, id: string) =>
    ask<rpc.DeleteRequest, Empty>(
      (request, callback) => client.delete(request, callback),
      new rpc.DeleteRequest().setUrn(urn).setId(id),
    );

  it("makes, reads, changes and deletes a resource", async () => {
    const made = await create(GRANT, grant);
    expect(made.getId()).to.match(/^cgr_/);
    expect(open(made.getProperties()).plain).to.deep.equal(grant);

    const scopes = ["read", "write"];
    await update(GRANT, made.getId(), { ...grant, scopes });
    const found = await read(GRANT, made.getId());
    expect(open(found.getInputs()).plain).to.deep.equal({ ...grant, scopes });

    await remove(GRANT, made.getId());
    expect((await read(GRANT, made.getId())).getId()).to.equal("");
    expect(cloud.inventory()).to.deep.equal([]);
  });

  it("sends nothing of what is taken out of a grant's organizations: deny has to be said", async () => {
    const allowed = { ...grant, organizationUsage: "allow", allowAnyOrganization: true };
    const made = await create(GRANT, allowed);
    const atAuth0 = async () => open((await read(GRANT, made.getId())).getInputs()).plain;
    await update(GRANT, made.getId(), grant, { oldInputs: seal(allowed), olds: seal(allowed) });
    expect(await atAuth0()).to.include({ organizationUsage: "allow", allowAnyOrganization: true });
    const denied = { ...grant, organizationUsage: "deny", allowAnyOrganization: false };
    await update(GRANT, made.getId(), denied, { oldInputs: seal(grant), olds: seal(allowed) });
    expect(await atAuth0()).to.include({ organizationUsage: "deny", allowAnyOrganization: false });
  });

  it("takes inputs as they are, and configuration too", async () => {
    const request = new rpc.CheckRequest().setUrn(GRANT).setNews(seal(grant));
    const check = (call: "check" | "checkConfig") =>
      ask<rpc.CheckRequest, rpc.CheckResponse>((...args) => client[call](...args), request);
    for (const call of ["check", "checkConfig"] as const)
      expect(open((await check(call)).getInputs()).plain).to.deep.equal(grant);
    const configured = await ask<rpc.ConfigureRequest, rpc.ConfigureResponse>(
      (...args) => client.configure(...args),
      new rpc.ConfigureRequest(),
    );
    expect(configured.toObject()).to.include({ acceptsecrets: true, supportspreview: true });
  });

  it("says which changes it can make in place, and which it cannot", async () => {
    const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
    expect((await diff(GRANT, grant, grant)).getChanges()).to.equal(DIFF_NONE);

    const scopes = await diff(GRANT, grant, { ...grant, scopes: [] });
    expect(scopes.toObject()).to.deep.include({
      changes: DIFF_SOME,
      diffsList: ["scopes"],
      replacesList: [],
    });
    const both = await diff(GRANT, grant, { ...grant, clientId: UNKNOWN, scopes: [] });
    expect(both.getReplacesList()).to.deep.equal(["clientId"]);
    const kinds = both.getDetaileddiffMap();
    expect(kinds.get("clientId")?.getKind()).to.equal(rpc.PropertyDiff.Kind.UPDATE_REPLACE);
    expect(kinds.get("scopes")?.getKind()).to.equal(rpc.PropertyDiff.Kind.UPDATE);
  });

  it("does nothing in a preview, and knows nothing that only the cloud can say", async () => {
    const previewed = await create(urnOf("Client", "acme"), { name: "acme" }, true);
    expect(previewed.getId()).to.equal("");
    expect(open(previewed.getProperties()).plain).to.deep.equal({ name: "acme" });
    const scopes: string[] = [];
    const changed = await update(GRANT, "cgr_none", { ...grant, scopes }, { preview: true });
    expect(open(changed.getProperties()).plain).to.deep.equal({ ...grant, computed: true, scopes });
    expect(cloud.inventory()).to.deep.equal([]);
  });

  it("stores the new inputs if an update fails, sends nothing the next time, and finds it in a refresh", async () => {
    const made = await create(GRANT, grant);
    const id = made.getId();
    const news = { ...grant, scopes: ["read", "write"] };
    const sent = async () => open((await read(GRANT, id)).getInputs()).plain;
    cloud.failOnce("update ClientGrant acme-grant");
    const [oldInputs, olds] = [seal(grant), made.getProperties()];
    const error = (await failureOf(
      update(GRANT, id, news, { oldInputs, olds: olds! }),
    )) as grpc.ServiceError;
    const failed = initFailure(error.metadata)!;
    const reason = "The cloud failed to update ClientGrant acme-grant.";
    expect(error).to.include({ code: grpc.status.UNKNOWN, details: reason });
    expect(failed.toObject()).to.deep.include({ id, reasonsList: [reason] });
    const stored = failed.getProperties()!;
    expect(open(stored).plain).to.deep.equal(news);

    // Pulumi's engine stores them beside the inputs from before the failure.
    const again = await update(GRANT, id, news, { oldInputs, olds: stored });
    expect(open(again.getProperties()).plain).to.deep.equal(news);
    expect(await sent()).to.deep.equal(grant);

    const found = await read(GRANT, id);
    const refreshed = { oldInputs: found.getInputs()!, olds: found.getProperties()! };
    await update(GRANT, id, news, refreshed);
    expect(await sent()).to.deep.equal(news);
  });

  it("gives a secret back as a secret", async () => {
    const urn = urnOf("ClientCredentials", "acme");
    const { id } = cloud.create(urn, TYPES.ClientCredentials, { clientId: "abc" });
    const changed = await update(urn, id, { clientId: "abc", clientSecret: "xyz" });
    const { clientId, clientSecret } = changed.getProperties()!.toJavaScript();
    expect(isMasked(clientSecret)).to.equal(true);
    expect(isMasked(clientId)).to.equal(false);
  });

  it("refuses what the cloud refuses: a grant that exists already", async () => {
    await create(GRANT, grant);
    expect(await refusal(create(urnOf("ClientGrant", "other"), grant))).to.include(
      "ClientGrant other cannot be made: it exists already.",
    );
  });

  it("refuses what another provider is for, and what it does not know", async () => {
    expect(await refusal(create(urnOf("Stage", "stage"), {}))).to.include(
      "does not belong to the provider auth0",
    );
    expect(
      await refusal(create("urn:pulumi:dev::test::auth0:index/role:Role::role", {})),
    ).to.include("add it to tests/engine/behaviour.ts");
    expect(await refusal(remove(GRANT, "cgr_none"))).to.include("There is no cgr_none");
  });

  it("leaves unanswered what a CLI can do without", async () => {
    const asked = ask<rpc.ProviderHandshakeRequest, rpc.ProviderHandshakeResponse>(
      (...args) => client.handshake(...args),
      new rpc.ProviderHandshakeRequest(),
    );
    expect(await refusal(asked)).to.match(/^12 UNIMPLEMENTED/);
  });

  it("is served for each package that the program uses, on a port of its own", async () => {
    const { attach, close } = await serveProviders(cloud);
    close();
    const pairs = attach.split(",").map((pair) => pair.split(":"));
    expect(pairs.map(([name]) => name)).to.deep.equal([...PACKAGES]);
    expect(new Set(pairs.map(([, port]) => port)).size).to.equal(PACKAGES.length);
  });
});
