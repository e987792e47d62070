import { evaluate } from "./local/evaluate/evaluate";
import { stackValues } from "./tests/support/registrations";
import { devValues } from "./tests/support/stack";
import { accessOf } from "./tools/handoff/access";
import { sheetOf } from "./tools/handoff/sheet";
void (async () => {
  const [vendor, store] = process.argv.slice(2);
  const e = await evaluate({ values: devValues(store ? { cache: { store } } : {}) });
  const v = e.outputs.values as any; 
  console.log(sheetOf(accessOf({...v, vendors: Object.fromEntries(Object.entries(v.vendors).map(([k, x]: any) => [k, {...x, clientSecret: undefined}]))}, vendor!)));
})();
