/** Functions behind an API. */
import { known } from "../known";
import { resourceRule } from "../rule";
import { TYPES } from "../types";

export const functionIsCalledByOneApi = resourceRule(
  {
    name: "function-is-called-by-one-api",
    description: "API Gateway may call a function for one API only, not for anybody's.",
    level: "mandatory",
    fix: "Set sourceArn to the API's execution ARN and its path, for example <execution arn>/*/POST/oauth/token.",
  },
  [TYPES.permission],
  ({ props }) => {
    if (known(() => props.principal as unknown) !== "apigateway.amazonaws.com") return [];
    const source = known(() => (props.sourceArn ?? "") as string);
    return source === undefined || /:execute-api:[^:]+:\d+:[^*/]+\//.test(source)
      ? []
      : ["Its source is not one API."];
  },
);
