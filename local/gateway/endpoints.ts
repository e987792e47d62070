/**
 * The host names by which a stage is reached. On loopback there is only one, so the path tells them
 * apart: it begins with the stage on the API's own, and with the base path on the custom domain.
 */

export interface Endpoints {
  readonly stageName: string;
  /** Whether the API's own host name (execute-api) serves the stage. */
  readonly defaultEndpoint: boolean;
  /** Where the custom domain serves the stage: "" for its root, or "/<base path>". undefined: nowhere. */
  readonly basePath?: string;
}

/** undefined: nothing is there, or it is closed; AWS answers both with 403. */
export function pathBelowStage(
  { stageName, defaultEndpoint, basePath }: Endpoints,
  path: string,
): string | undefined {
  const onDefault = below(`/${stageName}`, path);
  if (onDefault !== undefined) return defaultEndpoint ? onDefault : undefined;
  return basePath === undefined ? undefined : below(basePath, path);
}

function below(prefix: string, path: string): string | undefined {
  return path === prefix || path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}
