/** Constructing a pack starts its server, so this file does nothing else: `pulumi preview --policy-pack policy`. */
import { PolicyPack } from "@pulumi/policy";
import { POLICIES } from "./policies";

new PolicyPack("m2m-token-cache", { policies: POLICIES });
