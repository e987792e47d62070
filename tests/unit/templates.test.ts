import { expect } from "chai";
import { templateContext } from "../../local/gateway/templateContext";
import { Helper, renderTemplate } from "../../local/gateway/velocity";
import { readTemplates } from "../../src/proxy/templates";

const templates = readTemplates(3600);
const render = (template: string, body: string) =>
  renderTemplate(template, templateContext(body, {}));

describe("A JSON path", () => {
  const path = (json: string, expression: string) =>
    (templateContext(json, {}).input as { path(expression: string): unknown }).path(expression);

  it("is the document, or a member of it at any depth; nothing where there is none", () => {
    const json = '{"a":{"b":[1]},"__proto__":2}';
    expect(path(json, "$.a.b")).to.deep.equal([1]);
    expect(path("text", "$")).to.equal("text");
    for (const absent of ["$.c", "$.a.c", "$.a.b.length", "$.constructor", "$.a.b.c.d"])
      expect(path(json, absent), absent).to.equal(undefined);
  });

  for (const beyond of ["$..a", "$['a']", "$.a[0]", "$.*", "a"])
    it(`is refused as ${beyond}, rather than read as something else`, () => {
      expect(() => path('{"a":[1]}', beyond)).to.throw(`does not model the JSON path ${beyond}`);
    });
});

describe("The request templates", () => {
  it("write one line, without a line break or a space", () => {
    const body = '{"grant_type":"client_credentials","client_id":"a b\\n","scope":"x y"}';
    expect(render(templates.requestJson, body)).to.equal(
      "grant_type=client_credentials&client_id=a+b%0A&scope=x+y",
    );
    expect(render(templates.requestForm, "grant_type=client_credentials&client_id=a+b")).to.equal(
      "grant_type=client_credentials&client_id=a+b",
    );
  });

  it("cannot be made to evaluate what the client sent", () => {
    for (const value of [
      "$input.body",
      "#set($form='x')",
      "$refusal",
      "#stop",
      "$util.urlEncode('x')",
    ])
      expect(
        render(templates.requestForm, `grant_type=client_credentials&client_id=${value}`),
      ).to.equal(`grant_type=client_credentials&client_id=${value}`);
  });

  it("take a name for what it is only if it is exactly that", () => {
    for (const name of [
      "client_id client_secret",
      "client_id%20",
      " client_id",
      "Client_Id",
      "client_id[]",
      "$name",
    ])
      expect(
        render(templates.requestForm, `grant_type=client_credentials&${name}=x`),
        name,
      ).to.equal("grant_type=client_credentials");
  });

  it("encode a semicolon, which some parsers take for an ampersand", () => {
    expect(
      render(templates.requestForm, "grant_type=client_credentials&client_secret=a;grant_type=b"),
    ).to.equal("grant_type=client_credentials&client_secret=a%3Bgrant_type=b");
  });

  // AWS does not document what $input.json() gives for a name that is not there.
  for (const missing of ['""', "", "null", "{}", "[]", null, undefined])
    it(`refuse and drop what is missing, if a missing name reads as ${missing === undefined ? "nothing" : JSON.stringify(missing)}`, () => {
      const input = (present: Record<string, string>) =>
        new (class extends Helper {
          body = JSON.stringify(present);
          json = (path: string) => {
            const value = present[path.slice(2)];
            return value === undefined ? missing : JSON.stringify(value);
          };
          path = (path: string) => present[path.slice(2)] ?? missing;
        })();
      const { util } = templateContext("", {});
      const renderWith = (present: Record<string, string>) =>
        renderTemplate(templates.requestJson, { input: input(present), util });
      expect(renderWith({})).to.match(/^grant_type=(client_credentials_only|no_client_assertion)$/);
      const built = renderWith({ grant_type: "client_credentials", client_id: "a" });
      expect([
        "grant_type=client_credentials&client_id=a",
        "grant_type=no_client_assertion",
      ]).to.include(built);
    });
});

describe("The request templates, of a body that a header cannot carry,", () => {
  for (const extra of ["\n", "\r\n", "é", "\u0000", "\u007f"])
    it(`refuse ${JSON.stringify(extra)} wherever it is, and say what to send`, () => {
      const form = `grant_type=client_credentials&client_id=a${extra}`;
      const json = `{${extra}"grant_type":"client_credentials","client_id":"a"}`;
      expect(render(templates.requestForm, form)).to.equal("grant_type=one_ascii_line_only");
      expect(render(templates.requestForm, extra + form)).to.equal(
        "grant_type=one_ascii_line_only",
      );
      if (/\s/.test(extra))
        expect(render(templates.requestJson, json)).to.equal("grant_type=one_ascii_line_only");
    });
});

describe("The token template", () => {
  const answer = (body: object) =>
    JSON.parse(render(templates.responseToken, JSON.stringify(body))) as Record<string, unknown>;

  it("takes the TTL off expires_in and leaves the rest alone", () => {
    const given = { access_token: 'a.b-c_d"\\', token_type: "Bearer", scope: "a b" };
    expect(answer({ ...given, expires_in: 86_400 })).to.deep.equal({
      ...given,
      expires_in: 82_800,
    });
  });

  it("never goes below 0, and counts a lifetime that cannot be read as none", () => {
    for (const expires_in of [3600, 3599, 1, 0, -5, null, "soon", undefined, [], {}])
      expect(answer({ access_token: "t", token_type: "Bearer", expires_in })).to.deep.equal({
        access_token: "t",
        token_type: "Bearer",
        expires_in: 0,
      });
  });

  it("leaves out a scope that Auth0 leaves out", () => {
    expect(answer({ access_token: "t", token_type: "Bearer", expires_in: 7200 })).to.have.keys(
      "access_token",
      "token_type",
      "expires_in",
    );
  });

  it("has the TTL filled in, and no placeholder left", () => {
    for (const template of Object.values(readTemplates(17)))
      expect(template).to.not.match(/\{\{.*\}\}/);
    expect(readTemplates(17).responseToken).to.contain("- 17)");
  });
});
