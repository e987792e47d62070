/** Longer than a request waits for another one's token, shorter than API Gateway waits for the function. */
export const FUNCTION_TIMEOUT_SECONDS = 26;
