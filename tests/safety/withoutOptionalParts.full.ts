/** `npm run test:safety`, one half; each half is a file, so that mocha plays them side by side. */
import { allQuirks } from "../../local/gateway/quirks";
import { CONFIGURATIONS } from "./configurations";
import { holdUnder } from "./underQuirks";

describe("Under every combination of what AWS does not document, with no optional part", () => {
  holdUnder(allQuirks(), CONFIGURATIONS["with no optional part"]);
});
