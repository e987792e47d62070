/** A simulated day as a table. */
import { columns } from "../lib/columns";
import { COMPARED_TTLS_SECONDS } from "../../src/quota";
import type { Simulation } from "./simulate";

/** Days that Auth0's monthly quota has to last. */
const DAYS = 30;

export function table({ vendors, total, seed }: Simulation, quota: number): string {
  const head = [
    "vendor",
    "requests",
    "no proxy",
    ...COMPARED_TTLS_SECONDS.map((ttl) => `${ttl} s`),
    "dynamodb",
  ];
  const rows = vendors.map(({ vendor, requests, tokens }) => [
    vendor,
    requests,
    tokens.without,
    ...COMPARED_TTLS_SECONDS.map((ttl) => tokens.withTtl[ttl] ?? 0),
    tokens.withBroker,
  ]);
  const perDay = [
    total.without,
    ...COMPARED_TTLS_SECONDS.map((ttl) => total.withTtl[ttl] ?? 0),
    total.withBroker,
  ];
  const sum = vendors.reduce((count, { requests }) => count + requests, 0);
  const shares = perDay.map((tokens) => `${Math.round((tokens * DAYS * 100) / quota)}%`);
  const lines = [
    head,
    ...rows,
    ["all, in a day", sum, ...perDay],
    [`of ${quota} in ${DAYS} days`, "", ...shares],
  ];
  return [
    `Tokens issued in a day, by vendor, TTL and store (seed ${seed})`,
    "",
    ...columns(lines),
  ].join("\n");
}
