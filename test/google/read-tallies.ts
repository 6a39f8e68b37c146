import type { Tally } from "./judge-rollout.ts";

/** The answer of Cloud Monitoring, as far as it is of use: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list */
interface TimeSeriesPage {
  readonly timeSeries?: readonly {
    readonly resource?: { readonly labels?: Readonly<Record<string, string>> };
    readonly metric?: { readonly labels?: Readonly<Record<string, string>> };
    readonly points?: readonly { readonly value?: { readonly int64Value?: string; readonly doubleValue?: number } }[];
  }[];
  readonly nextPageToken?: string;
}

export interface MonitoringSettings {
  /** `https://monitoring.googleapis.com`, or a stand-in. */
  readonly url: string;
  readonly projectId: string;
  readonly accessToken: string;
}

const requestTimeoutMs = 30_000;
const pagesMax = 50;

/** How many requests each revision has answered between two times, and how many of them with a server error. */
export async function readTallies(
  { url, projectId, accessToken }: MonitoringSettings,
  prefix: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map<string, Tally>();
  let pageToken = "";
  for (let page = 0; page < pagesMax; page += 1) {
    const address = new URL(`/v3/projects/${projectId}/timeSeries`, url);
    const query = {
      filter: `metric.type = "run.googleapis.com/request_count" AND resource.type = "cloud_run_revision" AND resource.labels.service_name = starts_with("${prefix}-")`,
      "interval.startTime": from.toISOString(),
      "interval.endTime": to.toISOString(),
      "aggregation.alignmentPeriod": `${Math.max(60, Math.ceil((to.getTime() - from.getTime()) / 1000))}s`,
      "aggregation.perSeriesAligner": "ALIGN_DELTA",
      "aggregation.crossSeriesReducer": "REDUCE_SUM",
      ...(pageToken === "" ? {} : { pageToken }),
    };
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    for (const field of ["resource.labels.revision_name", "metric.labels.response_code_class"]) {
      address.searchParams.append("aggregation.groupByFields", field);
    }
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    if (!response.ok)
      throw new Error(`Cloud Monitoring answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
    const answer = (await response.json()) as TimeSeriesPage;
    for (const { resource, metric, points = [] } of answer.timeSeries ?? []) {
      const revision = resource?.labels?.["revision_name"] ?? "";
      const count = points.reduce((sum, { value }) => sum + Number(value?.int64Value ?? value?.doubleValue ?? 0), 0);
      const { requests, errors } = tallies.get(revision) ?? { requests: 0, errors: 0 };
      const isError = metric?.labels?.["response_code_class"] === "5xx";
      tallies.set(revision, { requests: requests + count, errors: errors + (isError ? count : 0) });
    }
    pageToken = answer.nextPageToken ?? "";
    if (pageToken === "") return tallies;
  }
  throw new Error(`Cloud Monitoring has more than ${pagesMax} pages of this.`);
}

/** All revisions together. */
export function sumOf(tallies: ReadonlyMap<string, Tally>, revisions: readonly string[]): Tally {
  return revisions
    .map((revision) => tallies.get(revision) ?? { requests: 0, errors: 0 })
    .reduce((sum, each) => ({ requests: sum.requests + each.requests, errors: sum.errors + each.errors }), {
      requests: 0,
      errors: 0,
    });
}
