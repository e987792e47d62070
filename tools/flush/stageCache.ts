/** Flushes the stage cache through AWS's API: which stage, and at what cost. */
import { APIGatewayClient, FlushStageCacheCommand } from "@aws-sdk/client-api-gateway";
import { awsError, hasControlPlane } from "../lib/aws";
import type { PartialOutputs } from "../lib/readOutputs";
import { UserError } from "../lib/userError";
import { isOwnApi } from "../../src/config/ownApis";
import { requestsOfAll } from "../../src/quota";
import { mapValues } from "../../src/records";

export interface Stage {
  readonly restApiId: string;
  readonly stageName: string;
  readonly region: string;
}

/** @throws UserError if the outputs have no stage, or are a local run's and AWS's endpoint is not set */
export function stageOf(outputs: PartialOutputs): Stage {
  const { restApiId, stageName, region, tokenUrl } = outputs;
  if (!restApiId || !stageName || !region)
    throw new UserError(
      "The outputs have no restApiId, stageName or region. Bring the stack up to date (pulumi up --refresh).",
    );
  if (!hasControlPlane(outputs))
    throw new UserError(
      `${tokenUrl} is not on AWS. Set the AWS_ variables that npm start printed, to flush the local run's cache.`,
    );
  return { restApiId, stageName, region };
}

/** The tokens that a flush costs if every vendor repeats one request: one per audience and client. */
export function costOf({ vendors }: PartialOutputs): number {
  return requestsOfAll(
    mapValues(vendors, ({ grants = {}, suspended = false, retiring }) => ({
      grants: Object.fromEntries(
        Object.entries(grants).filter(([audience]) => !isOwnApi(audience)),
      ),
      suspended,
      rotation: retiring ? "overlap" : "cut",
    })),
  );
}

/**
 * Takes credentials and the endpoint (AWS_ENDPOINT_URL) from the environment.
 *
 * @throws UserError
 */
export async function flushStageCache({ restApiId, stageName, region }: Stage): Promise<void> {
  const client = new APIGatewayClient({ region });
  try {
    await client.send(new FlushStageCacheCommand({ restApiId, stageName }));
  } catch (error) {
    throw awsError(error, {
      resource: `the stage ${stageName} of the API ${restApiId} in ${region}`,
      verb: "flush",
      permission:
        "action apigateway:DELETE on " +
        `arn:aws:apigateway:${region}::/restapis/${restApiId}/stages/${stageName}/cache/data`,
    });
  } finally {
    client.destroy();
  }
}
