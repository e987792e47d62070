/** Properties as Pulumi sends them: a protobuf struct in which signatures mark secrets and the unknown. */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../local/evaluate/computedOutputs";
import { UNKNOWN } from "../support/registrations";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** An asset and an archive: passed on with their marks, as a provider needs them. */
const ASSETS = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

/** Properties without the marks, and where those were. An unknown value stays as its mark. */
export interface Opened {
  readonly plain: Properties;
  /** Paths such as `vendors.acme.clientSecret`. */
  readonly secretPaths: readonly string[];
  readonly unknownPaths: readonly string[];
}

/** @throws Error for a mark that this program has no use for, such as a resource reference's */
export function open(struct: Struct | undefined): Opened {
  const secretPaths: string[] = [];
  const unknownPaths: string[] = [];

  function read(value: unknown, path: string): unknown {
    if (value === UNKNOWN) unknownPaths.push(path);
    if (Array.isArray(value)) return value.map((item, index) => read(item, `${path}[${index}]`));
    if (typeof value !== "object" || value === null) return value;
    const properties = value as Properties;
    if (properties[SIGNATURE] === SECRET) {
      secretPaths.push(path);
      return read(properties.value, path);
    }
    if (SIGNATURE in properties && !ASSETS.includes(String(properties[SIGNATURE])))
      throw new Error(`${path} is a value of an unexpected kind.`);
    return Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [
        key,
        read(inner, path === "" ? key : `${path}.${key}`),
      ]),
    );
  }

  const plain = read(struct?.toJavaScript() ?? {}, "") as Properties;
  return { plain, secretPaths: secretPaths.sort(), unknownPaths: unknownPaths.sort() };
}

/** @param secretKeys top-level keys whose values are to be secrets */
export function seal(properties: Properties, secretKeys: readonly string[] = []): Struct {
  const sealed = Object.entries(properties).map(([key, value]) => [
    key,
    secretKeys.includes(key) ? { [SIGNATURE]: SECRET, value } : value,
  ]);
  return Struct.fromJavaScript(
    Object.fromEntries(sealed) as Parameters<typeof Struct.fromJavaScript>[0],
  );
}

/** The top-level keys that are, or hold, one of these paths. */
export function topKeys(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))];
}
