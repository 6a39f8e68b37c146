import { type AllowedRole, allowedRoles } from "./allowed-roles.ts";
import { type PlannedInstallation, type PlannedResource, textOf } from "./planned-installation.ts";

/** Somebody may do something with something. */
export interface Grant {
  readonly address: string;
  readonly type: string;
  readonly role: string;
  readonly member: string;
  /** The name of what it is granted on. */
  readonly on: string;
}

const targets = ["topic", "subscription", "bucket", "secret_id", "service_account_id", "repository", "name", "project"];

export function grantsIn({ resources }: PlannedInstallation): readonly Grant[] {
  return resources.filter(({ type }) => type.includes("_iam_")).map(grantOf);
}

function grantOf(resource: PlannedResource): Grant {
  const target = targets.map((name) => textOf(resource, name)).find((value) => value !== "") ?? "";
  return {
    address: resource.address,
    type: resource.type,
    role: textOf(resource, "role"),
    member: textOf(resource, "member"),
    on: target.split("/").at(-1) ?? "",
  };
}

export function permissionFor({ type, role, member }: Grant): AllowedRole | undefined {
  return allowedRoles.find((allowed) => allowed.role === role && allowed.on === type && allowed.to.test(member));
}

/** Who may do what with what, and why: one line for each member and role. */
export function grantsTable(grants: readonly Grant[]): string {
  const rows = Map.groupBy(grants, ({ role, member, type }) => [shortly(member), role, type].join("\t"));
  const lines = [...rows.values()].map((same) => {
    const [first] = same as [Grant, ...Grant[]];
    const on = same.length > 2 ? `${same.length} of them` : same.map((grant) => grant.on).join(", ");
    return [shortly(first.member), first.role, on, permissionFor(first)?.because ?? "NOT ALLOWED"];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .toSorted((a, b) => (a.join() < b.join() ? -1 : 1))
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .join("\n");
}

function shortly(member: string): string {
  return member
    .replace(/^serviceAccount:/, "")
    .replace(/@.*?(?:gcp-sa-(\w+)|(gs)-project-accounts)?\.iam\..*$/, (_, one, two) =>
      one === undefined && two === undefined ? "" : `@${String(one ?? "storage")}`,
    );
}
