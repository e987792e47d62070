import { evaluate } from "../local/program/evaluate";
import { readStackFile } from "../local/program/stackFile";
void (async () => {
  for (const preview of [false, true]) {
  const e = await evaluate({ ...readStackFile("dev"), preview });
  for (const r of e.resources) console.log(r.type, r.name, r.id, r.secretInputs, r.protect, r.parent.split("::").pop());
  console.log(JSON.stringify(e.outputs, null, 1));
  }
})();
