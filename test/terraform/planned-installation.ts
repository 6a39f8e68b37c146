/** One thing that a plan would make. */
export interface PlannedResource {
  /** `module.format.google_pubsub_subscription.events["book.ingested"]` */
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface PlannedInstallation {
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Module {
  readonly resources?: readonly (PlannedResource & { readonly mode: "managed" | "data" })[];
  readonly child_modules?: readonly Module[];
}

/** What of `terraform show -json PLAN` is looked at. */
export interface PlanJson {
  readonly planned_values: {
    readonly root_module: Module;
    readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>>;
  };
}

export function readPlan({ planned_values: { root_module, outputs = {} } }: PlanJson): PlannedInstallation {
  const resourcesIn = ({ resources = [], child_modules = [] }: Module): readonly PlannedResource[] => [
    ...resources
      .filter(({ mode }) => mode === "managed")
      .map(({ address, type, values }) => ({ address, type, values })),
    ...child_modules.flatMap(resourcesIn),
  ];
  return {
    resources: resourcesIn(root_module),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
  };
}

/** All of one type. */
export function ofType({ resources }: PlannedInstallation, type: string): readonly PlannedResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** A text among values; empty where there is none. */
export function textIn(values: Readonly<Record<string, unknown>>, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}

/** A text among a resource's values; empty where there is none. */
export function textOf({ values }: PlannedResource, name: string): string {
  return textIn(values, name);
}

/** The one block of a name, or the first of many; empty where there is none. */
export function blockOf(values: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const found = values[name];
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return typeof first === "object" && first !== null ? (first as Readonly<Record<string, unknown>>) : {};
}

/** All blocks of a name. */
export function blocksOf(
  values: Readonly<Record<string, unknown>>,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const found = values[name];
  return Array.isArray(found) ? found.map((each: unknown) => blockOf({ each }, "each")) : [];
}

export const serviceType = "google_cloud_run_v2_service";
export const subscriptionType = "google_pubsub_subscription";
export const topicType = "google_pubsub_topic";

/** The environment variables of a service. Those that come out of a secret are empty. */
export function environmentOf(service: PlannedResource): ReadonlyMap<string, string> {
  const env = blocksOf(blockOf(blockOf(service.values, "template"), "containers"), "env");
  return new Map(env.map((each) => [textIn(each, "name"), textIn(each, "value")]));
}

export function namesOf(resources: readonly PlannedResource[]): readonly string[] {
  return resources.map((resource) => textOf(resource, "name"));
}

/** `kcs-format` of `projects/p/topics/kcs-format`. */
export function shortName(id: string): string {
  return id.split("/").at(-1) ?? "";
}
