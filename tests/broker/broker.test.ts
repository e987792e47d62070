import { CLAIMS } from "./claims";

describe("The token broker", () => {
  for (const { name, check } of CLAIMS) it(name, check);
});
