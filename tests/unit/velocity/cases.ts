/** Bodies that templates are rendered with, by Apache Velocity and by the local engine. */
import { readTemplates } from "../../../src/proxy/templates";

/** The program's, and one that shows where a #foreach ends. */
export const TEMPLATES = {
  ...readTemplates(3600),
  loop: '#set($count = 0)#foreach($part in $input.body.split("&"))#set($count = $count + 1)#end$count',
};

const GRANT = "grant_type=client_credentials";
const parameters = { grant_type: "client_credentials", client_id: "a", client_secret: "b" };

export const CASES: Readonly<Record<keyof typeof TEMPLATES, readonly string[]>> = {
  requestForm: [
    `${GRANT}&client_id=a&client_secret=b=c;d;`,
    `${GRANT}&client_id=a&client_id=b`,
    `${GRANT}&${GRANT}`,
    `grant_type=password&${GRANT}`,
    "{}",
    "grant%5Ftype=client_credentials&&x",
    `${GRANT}&a b=1&client_id=$util.x&audience=https://x/y`,
    `=x&${GRANT}&=y`,
    `${GRANT}&&&`,
    `a=1&a=2&${GRANT}`,
    `client_assertion=x&${GRANT}`,
    `client_assertion=&${GRANT}`,
    `${GRANT}&client_id=&client_id=b`,
    "grant_type=password&username=u&password=p",
    "grant_type",
    `${GRANT}&scope=a+b%20c&organization=#set($x=1)$x`,
    `&${GRANT}#foo=1`,
    `${GRANT}&client_id client_secret=1&resource=$form&client_id[]=2`,
    `é=ü&${GRANT}&client_id=ü`,
    `${GRANT}&client_id=a\\nb"c'd`,
    `${GRANT}&client_id=a\n`,
    `${GRANT}&client_id=a\tb`,
    "grant%5Ftype=client%5Fcredentials&client%5fid=a%5Fb&client_secret=c+d",
    `grant%5Ftype=client_credentials&${GRANT}`,
    `client%5Fassertion=x&${GRANT}`,
    `${GRANT}&a%26client_id=1&client_id=b&a%3Dclient_id=2&a%ff=3&a%fe=4`,
    `${GRANT}&client_id=100%`,
    `${GRANT}&client_id%5=a`,
    "grant_type=client_credentials+",
    `\n${GRANT}&client_id=a`,
    `${GRANT}&client_id=a\n\n`,
    `${GRANT}&client_id=a\r\n`,
    ` ${GRANT}`,
    `${GRANT}\t\n`,
    `${GRANT}&client_id=a b`,
    JSON.stringify({ ...parameters, client_secret: "100%" }),
    `${"=&".repeat(999)}${GRANT}`,
    `${"=&".repeat(1000)}${GRANT}`,
    `${GRANT}&${"=&".repeat(999)}client_assertion=x`,
  ],
  requestJson: [
    {
      ...parameters,
      client_id: "a b&c=~*!'()",
      client_secret: "*ascii*",
      audience: "https://x/y?z",
    },
    { ...parameters, client_id: "", scope: "a b", extra: 1 },
    {
      ...parameters,
      client_id: 12,
      audience: ["a"],
      scope: { a: 1 },
      resource: null,
      organization: true,
    },
    {},
    { grant_type: ["client_credentials"] },
    { ...parameters, client_assertion: "x" },
    { ...parameters, client_assertion: { a: 1 } },
    { ...parameters, client_assertion: null, client_id: "$form" },
    { ...parameters, client_assertion: "" },
    { ...parameters, grant_type: "password" },
    { ...parameters, client_id: '"q"\\', organization: "#end", resource: "r" },
  ]
    .map((body) => JSON.stringify(body))
    .concat(JSON.stringify(parameters, null, 2))
    .concat(
      `${JSON.stringify(parameters)}\n`,
      ` ${JSON.stringify(parameters)}\t`,
      `\n${JSON.stringify(parameters)}`,
      `${GRANT}&client_id=a`,
      JSON.stringify({ ...parameters, grant_type: "" }),
      '{"grant_type":"client_credentials","client_id":"\\u2028\\u0085"}',
    ),
  responseToken: [
    { access_token: "a.b", token_type: "Bearer", expires_in: 86_400 },
    { access_token: "a.b", token_type: "Bearer", expires_in: 86_400, scope: "a b" },
    { access_token: "a", token_type: "Bearer", expires_in: 3600, scope: "" },
    { access_token: "a", token_type: "Bearer", expires_in: 100 },
    { access_token: "a", token_type: "Bearer" },
    { access_token: "a", token_type: "Bearer", expires_in: null },
    { access_token: "a", token_type: "Bearer", expires_in: "soon" },
    { access_token: "a", token_type: "Bearer", expires_in: [1] },
    { access_token: "a", token_type: "Bearer", expires_in: "86400" },
    { access_token: "a", token_type: "Bearer", expires_in: 86_400.5 },
    { access_token: "a", token_type: "Bearer", expires_in: -86_400 },
    { access_token: "", token_type: "Bearer", expires_in: 86_400 },
    { access_token: ["a"], token_type: "Bearer", expires_in: 86_400 },
    { error: "access_denied" },
    {},
  ]
    .map((body) => JSON.stringify(body))
    .concat("", "<html></html>"),
  responseError: [
    '{"error":"access_denied","error_description":"a \\"reason\\""}',
    '{"message":"Not Found"}',
    '{"error":1}',
    '{"error":""}',
    "Not Found",
    "<html></html>",
  ],
  loop: ["a&b", "x&".repeat(1001)],
};
