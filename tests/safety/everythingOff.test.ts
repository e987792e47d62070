/** The proxy is safe whichever way API Gateway behaves where AWS is silent. */
import { devValues } from "../support/stack";
import { holdUnderAllQuirks } from "./underAllQuirks";

describe("Under every combination of what AWS does not document", () => {
  holdUnderAllQuirks(devValues());
});
