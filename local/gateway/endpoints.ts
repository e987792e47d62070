/**
 * The host names of a stage. Loopback has only one, so the path distinguishes them: it begins with the stage on
 * the API's own host name, and with the base path on the custom domain.
 */

export interface Endpoints {
  readonly stageName: string;
  /** Whether the API's own host name (execute-api) serves the stage. */
  readonly defaultEndpoint: boolean;
  /** Where the custom domain serves the stage: "" for its root, or "/<base path>". undefined: there is none. */
  readonly basePath?: string;
}

/** undefined: the path does not exist or is disabled; AWS answers both with 403. */
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
