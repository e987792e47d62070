/** The contract: every claim that is made about a deployed proxy, in the order in which they run. */
import type { Claim } from "./claim";
import { asDeployed } from "./claims/asDeployed";
import { cacheControl, cached, coldParallel, expiresIn, handedOver } from "./claims/caching";
import { onlyWayIn } from "./claims/onlyWayIn";
import {
  errorShape,
  nothingLogged,
  oddBodies,
  otherGrants,
  unknownParameter,
} from "./claims/refusals";
import { otherAudience, vendorsApart, wrongContentType, wrongSecret } from "./claims/separation";
import { tls } from "./claims/tls";

export const CLAIMS: readonly Claim[] = [
  handedOver,
  cached,
  expiresIn,
  vendorsApart,
  wrongSecret,
  wrongContentType,
  otherAudience,
  cacheControl,
  otherGrants,
  unknownParameter,
  oddBodies,
  errorShape,
  coldParallel,
  nothingLogged,
  onlyWayIn,
  tls,
  asDeployed,
];
