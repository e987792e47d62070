/** Hosts of the console in AWS's partitions, by the region's prefix. */
const PARTITIONS = { "cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com" };

/** Where the dashboard is in AWS's console. */
export function dashboardUrl(region: string, dashboardName: string): string {
  const [, host = `${region}.console.aws.amazon.com`] =
    Object.entries(PARTITIONS).find(([prefix]) => region.startsWith(prefix)) ?? [];
  return `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
}
