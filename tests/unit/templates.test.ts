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
      "client_id%26",
      "%26client_id",
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
      expect(renderWith({})).to.match(
        /^grant_type=(grant_type_not_found_check_content_type|no_client_assertion)$/,
      );
      const built = renderWith({ grant_type: "client_credentials", client_id: "a" });
      expect([
        "grant_type=client_credentials&client_id=a",
        "grant_type=no_client_assertion",
      ]).to.include(built);
    });
});

describe("The form template", () => {
  const GRANT = "grant_type=client_credentials";
  const form = (body: string) => render(templates.requestForm, body);

  it("decodes names, and the grant type, before it compares them", () => {
    expect(form("grant%5Ftype=client%5Fcredentials&client%5Fid=a%5Fb")).to.equal(
      `${GRANT}&client_id=a%5Fb`,
    );
    expect(form(`${GRANT}&client%5Fid=a&client_id=b`)).to.equal("grant_type=no_repeated_parameter");
    expect(form(`${GRANT}&%63lient_assertion=a`)).to.equal("grant_type=no_client_assertion");
  });

  it("refuses a malformed escape, in a name or in a value", () => {
    for (const part of ["a%", "a%2", "a%zz=1", "client_id=%", "client_secret=100%&x=1", "x=%+1"])
      expect(form(`${GRANT}&${part}`), part).to.equal("grant_type=no_malformed_escape");
  });

  it("refuses more than 1,000 parts, behind which #foreach would not look", () => {
    const parts = (count: number) => "&=".repeat(count);
    expect(form(GRANT + parts(999))).to.equal(GRANT);
    for (const hidden of ["", "&client_assertion=a", "&organization=a", `&${GRANT}`])
      expect(form(GRANT + parts(1000) + hidden)).to.equal("grant_type=at_most_1000_parameters");
  });

  it("takes one line feed at the very end, and no other line break or outer blank", () => {
    const right = `${GRANT}&client_secret=a`;
    expect(form(`${right}\n`)).to.equal(right);
    for (const body of [`\n${right}`, `${right}\n\n`, `${right}\r\n`, `${right}\n&x=1`])
      expect(form(body)).to.equal("grant_type=one_ascii_line_only");
    for (const body of [` ${right}`, `\t${right}`, `${right} `, `${right}\t\n`, ` ${right}\n`])
      expect(form(body)).to.equal("grant_type=no_outer_blanks");
  });

  it("answers in time however long the body is", () => {
    for (const part of ["x&", " ", "=", "%41", "a", "{"])
      expect(form(part.repeat(300_000 / part.length) + "é")).to.equal(
        "grant_type=one_ascii_line_only",
      );
    expect(form(`${GRANT}${" ".repeat(300_000)}x=`)).to.equal("grant_type=client_credentials_only");
  });
});

describe("Both request templates", () => {
  const NOT_FOUND = "grant_type=grant_type_not_found_check_content_type";
  const json = JSON.stringify({ grant_type: "client_credentials", client_secret: "100%" });

  it("say the same of a body whose Content-Type is the other's, of an empty one and of one without a grant", () => {
    for (const body of [json, `${json}\n`, ` ${json}`, "[]", "", "client_id=a", "grant_type="])
      expect(render(templates.requestForm, body), body).to.equal(NOT_FOUND);
    for (const body of [
      "grant_type=client_credentials",
      "",
      "{}",
      '{"grant_type":""}',
      '{"grant_type":1}',
      `[${json}]`,
    ])
      expect(render(templates.requestJson, body), body).to.equal(NOT_FOUND);
  });
});

describe("The request templates, of a body that a header cannot carry,", () => {
  for (const extra of ["\n", "\r\n", "é", "\u0000", "\u007f"])
    it(`refuse ${JSON.stringify(extra)} wherever it is, and say what to send`, () => {
      const form = `grant_type=client_credentials&client_id=a${extra}&x=1`;
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

  it("takes the TTL, the time-out and a second off expires_in, and leaves the rest alone", () => {
    const given = { access_token: 'a.b-c_d"\\', token_type: "Bearer", scope: "a b" };
    expect(answer({ ...given, expires_in: 86_400 })).to.deep.equal({
      ...given,
      expires_in: 86_400 - 3600 - 10 - 1,
    });
  });

  it("never goes below 0, and counts a lifetime that cannot be read as none", () => {
    for (const expires_in of [
      3611,
      3600,
      1,
      0,
      -5,
      1e21,
      86_400.5,
      null,
      "86400",
      undefined,
      [],
      {},
    ])
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

  it("makes an error of a 200 without a token, which holds none", () => {
    for (const body of [
      "",
      "{}",
      "[]",
      "<html>",
      '{"access_token":""}',
      '{"access_token":["t"]}',
    ]) {
      const scope = templateContext(body, {});
      const written = renderTemplate(templates.responseToken, scope);
      expect(scope.context.responseOverride.status, body).to.equal(502);
      expect(JSON.parse(written)).to.have.keys("error", "error_description");
    }
    const scope = templateContext('{"access_token":"t"}', {});
    renderTemplate(templates.responseToken, scope);
    expect(scope.context.responseOverride).to.deep.equal({});
  });

  it("has the number filled in, and no placeholder left", () => {
    for (const template of Object.values(readTemplates(17)))
      expect(template).to.not.match(/\{\{.*\}\}/);
    expect(readTemplates(17).responseToken).to.contain("- 28)");
  });
});
