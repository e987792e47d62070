/** The contract: every claim that is made about a deployed proxy, in the order in which they run. */
import type { Claim } from "./claim";
import { asDeployed } from "./claims/asDeployed";
import {
  expiresInLeft,
  headerNames,
  mintedOnce,
  refusalForgotten,
  sameMeaning,
} from "./claims/broker";
import { cacheControl, cached, coldParallel, expiresIn, outputsComplete } from "./claims/caching";
import { onlyThroughProxy } from "./claims/onlyThroughProxy";
import {
  errorShape,
  nothingLogged,
  oddBodies,
  otherGrants,
  unknownParameter,
} from "./claims/refusals";
import { otherAudience, wrongContentType, wrongSecret } from "./claims/separation";
import { tls } from "./claims/tls";
import { vendorsApart } from "./claims/vendorsApart";

export const CLAIMS: readonly Claim[] = [
  outputsComplete,
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
  sameMeaning,
  headerNames,
  mintedOnce,
  expiresInLeft,
  refusalForgotten,
  nothingLogged,
  onlyThroughProxy,
  tls,
  asDeployed,
];
