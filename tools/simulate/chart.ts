/** A simulated day as a chart, for light and dark pages. */
import type { Simulation, VendorDay } from "./simulate";

/** With the colours for light and dark pages. */
const SERIES = [
  {
    id: "without",
    name: "without the proxy",
    colors: ["#b3541e", "#e08a52"],
    of: ({ tokens }: VendorDay) => tokens.without,
  },
  {
    id: "stage",
    name: "stage cache, TTL 3600 s",
    colors: ["#1f6fb2", "#6cb0ec"],
    of: ({ tokens }: VendorDay) => tokens.withTtl[3600] ?? 0,
  },
  {
    id: "broker",
    name: "token broker",
    colors: ["#2f7d4f", "#6bc48d"],
    of: ({ tokens }: VendorDay) => tokens.withBroker,
  },
] as const;

const [WIDTH, LEFT, TOP, GROUP, BAR, LONGEST] = [720, 170, 60, 62, 16, 490];

/**
 * The scale is linear, to show how small 24 is beside 2880; each bar has its number. The chart has its own
 * background, because it follows the system's colour scheme, and the page may not.
 */
export function svg({ vendors }: Simulation): string {
  const most = Math.max(...vendors.flatMap((vendor) => SERIES.map(({ of }) => of(vendor))));
  const height = TOP + vendors.length * GROUP;
  const rules = (dark: 0 | 1) =>
    [
      `.page{fill:${["#ffffff", "#0d1117"][dark]}}`,
      `text{fill:${["#1f2328", "#e6edf3"][dark]}}`,
      ...SERIES.map(({ id, colors }) => `.${id}{fill:${colors[dark]}}`),
    ].join("");
  const bars = vendors.flatMap((vendor, row) => [
    text(LEFT - 10, TOP + row * GROUP + 29, vendor.vendor, 'text-anchor="end"'),
    ...SERIES.flatMap(({ id, of }, index) => {
      const y = TOP + row * GROUP + index * (BAR + 1);
      const length = Math.max(1, Math.round((of(vendor) / most) * LONGEST));
      return [
        `<rect class="${id}" x="${LEFT}" y="${y}" width="${length}" height="${BAR}"/>`,
        text(LEFT + length + 6, y + 13, String(of(vendor)), 'font-size="12"'),
      ];
    }),
  ]);
  const legend = SERIES.flatMap(({ id, name }, index) => [
    `<rect class="${id}" x="${LEFT + index * 180}" y="32" width="12" height="12"/>`,
    text(LEFT + index * 180 + 18, 43, name, 'font-size="13"'),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="14" role="img">`,
    "<title>Auth0 tokens that each vendor costs in a day, without the proxy and with it</title>",
    `<style>${rules(0)}@media (prefers-color-scheme:dark){${rules(1)}}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    text(16, 20, "Auth0 tokens in a day, by how the vendor behaves", 'font-weight="bold"'),
    ...legend,
    ...bars,
    "</svg>",
    "",
  ].join("\n");
}

function text(x: number, y: number, content: string, more: string): string {
  return `<text x="${x}" y="${y}" ${more}>${content}</text>`;
}
