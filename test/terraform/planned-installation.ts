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
    ...resources.filter(({ mode }) => mode === "managed").map(({ address, type, values }) => ({ address, type, values })),
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

/** A text among a resource's values; empty where there is none. */
export function textOf({ values }: PlannedResource, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}

/** The one block of a name, or the first of many; empty where there is none. */
export function blockOf(values: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const found = values[name];
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return typeof first === "object" && first !== null ? (first as Readonly<Record<string, unknown>>) : {};
}
