/** A gateway response type (API Gateway, "Gateway response types") to AWS's default status for it. */
const DEFAULT_STATUS = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  BAD_REQUEST_BODY: 400,
  // The default types have no status of their own: they keep the original error's.
  DEFAULT_4XX: 400,
  DEFAULT_5XX: 500,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  REQUEST_TOO_LARGE: 413,
  THROTTLED: 429,
  UNSUPPORTED_MEDIA_TYPE: 415,
} as const;

export type ErrorType = keyof typeof DEFAULT_STATUS;

/** An error of the gateway itself, instead of the upstream's answer. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  constructor(
    readonly type: ErrorType,
    message: string = type,
    /** Default: the type's status. */
    private readonly status?: number,
  ) {
    super(message);
  }
  get defaultStatus(): number {
    return this.status ?? DEFAULT_STATUS[this.type];
  }
}
