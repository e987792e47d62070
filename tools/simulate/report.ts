/** A simulated day as a table and as a chart. */
import { columns } from "../lib/columns";
import { COMPARED_TTLS_SECONDS } from "../../src/quota";
import type { Simulation } from "./simulate";

/** Days that Auth0's monthly quota has to last. */
const DAYS = 30;

export function table({ vendors, total, seed }: Simulation, quota: number): string {
  const head = [
    "vendor",
    "requests",
    "without proxy",
    ...COMPARED_TTLS_SECONDS.map((ttl) => `${ttl} s`),
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
  return [`Tokens issued in a day, by vendor and TTL (seed ${seed})`, "", ...columns(lines)].join(
    "\n",
  );
}

/** A chart of the same, on a logarithmic scale; readable on a light and on a dark page. */
export function svg({ vendors }: Simulation): string {
  const series = [
    {
      name: "without proxy",
      color: "#b3541e",
      of: (v: (typeof vendors)[number]) => v.tokens.without,
    },
    ...[300, 3600].map((ttl, index) => ({
      name: `TTL ${ttl} s`,
      color: index === 0 ? "#8fb8de" : "#1f6fb2",
      of: (v: (typeof vendors)[number]) => v.tokens.withTtl[ttl] ?? 0,
    })),
  ];
  const [left, top, group, bar, scale] = [170, 56, 62, 16, 110];
  const length = (tokens: number) => Math.round(Math.log10(Math.max(1, tokens)) * scale);
  const height = top + vendors.length * group + 30;
  const text = (x: number, y: number, content: string, more = "") =>
    `<text x="${x}" y="${y}" ${more}>${content}</text>`;
  const bars = vendors.flatMap((vendor, row) => [
    text(left - 10, top + row * group + 29, vendor.vendor, 'text-anchor="end"'),
    ...series.flatMap(({ color, of }, index) => {
      const y = top + row * group + index * (bar + 1);
      return [
        `<rect x="${left}" y="${y}" width="${length(of(vendor)) + 2}" height="${bar}" fill="${color}"/>`,
        text(left + length(of(vendor)) + 8, y + 13, String(of(vendor)), 'font-size="12"'),
      ];
    }),
  ]);
  const legend = series.flatMap(({ name, color }, index) => [
    `<rect x="${left + index * 150}" y="26" width="12" height="12" fill="${color}"/>`,
    text(left + index * 150 + 18, 37, name),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${height}" width="720" height="${height}" font-family="sans-serif" font-size="14" role="img">`,
    "<title>Auth0 tokens that each vendor costs in a day, without the proxy and with it</title>",
    `<rect width="720" height="${height}" fill="#ffffff"/>`,
    '<g fill="#222222">',
    text(
      16,
      18,
      "Auth0 tokens in a day, by how the vendor behaves (logarithmic)",
      'font-weight="bold"',
    ),
    ...legend,
    ...bars,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
