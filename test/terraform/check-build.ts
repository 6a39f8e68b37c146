/** What of a build's file is looked at: https://cloud.google.com/build/docs/build-config-file-schema */
export interface CloudBuild {
  substitutions?: Record<string, string>;
  serviceAccount?: string;
  readonly steps: BuildStep[];
}

export interface BuildStep {
  id?: string;
  waitFor?: string[];
  args?: string[];
  allowFailure?: boolean;
  readonly name: string;
}

/** What has to have passed before anything is planned. */
const checks = ["types", "lint", "format", "tests", "bundle", "sbom"];
/** What Cloud Build itself declares. */
const builtIn = ["PROJECT_ID", "BUILD_ID"];

/** One sentence for each mistake in a build's file that can be seen without Cloud Build. */
export function buildMistakes(build: CloudBuild): readonly string[] {
  const { steps, substitutions = {}, serviceAccount } = build;
  const ids = steps.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const before = (id: string) => waitedFor(id, steps);
  const declared = [...builtIn, ...Object.keys(substitutions)];
  const used = [...JSON.stringify(build).matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [
    ...steps.flatMap(({ id }, place) => (id === undefined ? [`step ${place + 1} has no id`] : [])),
    ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `two steps are ${id}`),
    ...steps.flatMap(({ id, waitFor }) => {
      if (id === undefined) return [];
      if (waitFor === undefined) return [`${id} does not say what it waits for`];
      return waitFor
        .filter((each) => each !== "-" && !ids.includes(each))
        .map((each) => `${id} waits for ${each}, which is not there`);
    }),
    ...ids
      .filter((id) => before(id).has(id))
      .map(
        (id) =>
          `${id} waits for itself, by way of ${[...before(id)].find((each) => steps.find((step) => step.id === each)?.waitFor?.includes(id))}`,
      ),
    ...steps.flatMap((step) => planMistakes(step, before(step.id ?? ""), steps)),
    ...steps.flatMap(({ id, args = [], allowFailure }) =>
      args.join(" ").includes("smoke.ts") && allowFailure !== true
        ? [`${id} may not fail, so nothing would take the traffic back`]
        : [],
    ),
    ...[...new Set(used)].filter((name) => !declared.includes(name)).map((name) => `${name} is not declared`),
    ...(serviceAccount === undefined ? ["it runs as the default identity"] : []),
  ];
}

/** The first plan waits for every check; whatever is applied was made by a plan before it. */
function planMistakes(
  { id, args = [] }: BuildStep,
  before: ReadonlySet<string>,
  steps: readonly BuildStep[],
): readonly string[] {
  if (args[0] === "plan")
    return checks.filter((check) => !before.has(check)).map((check) => `${id} does not wait for ${check}`);
  if (args[0] !== "apply") return [];
  const plan = args.find((word) => word.endsWith(".tfplan"));
  if (plan === undefined) return [`${id} applies what nobody has planned`];
  const makers = steps.filter((step) => step.args?.includes(`-out=${plan}`) && before.has(step.id ?? ""));
  return makers.length === 1 ? [] : [`${id} applies ${plan}, which no step before it has made`];
}

/** Every step that has ended when this one begins. */
function waitedFor(id: string, steps: readonly BuildStep[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...(steps.find((step) => step.id === id)?.waitFor ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(steps.find((step) => step.id === next)?.waitFor ?? []));
  }
  return seen;
}
