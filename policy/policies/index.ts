/** Every policy of the pack, at its own level. docs/policies.md has a row for each. */
import type { Policies } from "@pulumi/policy";
import {
  grantIsForAssignedOrganizations,
  grantNamesItsScopes,
  noTriggerTakeover,
  vendorHasOnlyClientCredentials,
} from "./auth0";
import {
  cachedBodyIsKeyed,
  cachedHeadersDoNotCollide,
  cachedMethodIsNoProxy,
  cachedRequestIsKeyed,
  cachedTemplateReadsOnlyTheKey,
} from "./cacheKey";
import { functionIsCalledByOneApi } from "./functions";
import { logsHaveRetention, prodIsProtected, prodVendorsAreProtected } from "./protection";
import {
  cacheInvalidationIsClosed,
  cacheIsEncrypted,
  methodPathIsEscaped,
  noDataTrace,
} from "./methodSettings";
import { noDefaultIntegrationResponse } from "./responses";
import { noCredentialLikeText, noSecretInPlainInput } from "./secrets";
import { cacheTtlBelowTokenLifetimes } from "./tokenLifetime";

export const POLICIES: Policies = [
  cachedRequestIsKeyed(),
  cachedBodyIsKeyed(),
  cachedTemplateReadsOnlyTheKey(),
  cachedHeadersDoNotCollide(),
  cachedMethodIsNoProxy(),
  cacheIsEncrypted(),
  cacheInvalidationIsClosed(),
  noDataTrace(),
  methodPathIsEscaped(),
  noDefaultIntegrationResponse(),
  cacheTtlBelowTokenLifetimes(),
  functionIsCalledByOneApi(),
  vendorHasOnlyClientCredentials(),
  grantNamesItsScopes(),
  grantIsForAssignedOrganizations(),
  noTriggerTakeover(),
  noSecretInPlainInput(),
  noCredentialLikeText(),
  prodIsProtected(),
  prodVendorsAreProtected(),
  logsHaveRetention(),
];
