/** A vendor's rotation, against the version of its client. */
import { setCommand } from "../commands";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import type { Parts } from "./parts";

export function* overlapOfNothing(vendors: Parts["vendors"], keyOf: KeyOf): Iterable<Problem> {
  for (const [name, { rotation, clientVersion }] of Object.entries(vendors))
    if (rotation === "overlap" && clientVersion === 1)
      yield {
        key: keyOf(["vendors", name, "rotation"]),
        found: 'is "overlap" at clientVersion 1, before which there is no client',
        allowed: "overlap from clientVersion 2 on: the client of the version before stays",
        fix: setCommand(keyOf(["vendors", name, "clientVersion"]), "2"),
      };
}
