import { grantsIn, permissionFor } from "./grants.ts";
import { blockOf, ofType, serviceType, textIn, textOf } from "./planned-installation.ts";
import { type Access, isAccount, type Policy } from "./policy.ts";

const publicSteps = ["api", "mail-events", "fetch"];

/** Who may do what, and as whom. */
export const accessPolicies: readonly Policy[] = [
  {
    because: "Whatever is granted is on the list, with its reason; owners, editors and key files are not.",
    breaches: (planned) => [
      ...grantsIn(planned)
        .filter((grant) => permissionFor(grant) === undefined)
        .map(
          ({ role, member, address }) => `${member} gets ${role} at ${address}, which allowed-roles.ts does not list`,
        ),
      ...planned.resources
        .filter(({ type }) => /_iam_(binding|policy)$|service_account_key$|secret_version$/.test(type))
        .map(
          ({ address }) =>
            `${address} has no place here: grants are single members, and secrets never pass through Terraform`,
        ),
    ],
  },
  {
    because: "Only the page, the API, the webhooks and what hubs call can be called by everybody.",
    breaches: (planned, { prefix }) => [
      ...grantsIn(planned)
        .filter(({ member }) => /^all(Users|AuthenticatedUsers)$/.test(member))
        .filter(
          ({ on, role }) => role !== "roles/run.invoker" || !publicSteps.some((step) => on === `${prefix}-${step}`),
        )
        .map(({ on, role, member }) => `${member} has ${role} on ${on}`),
      ...ofType(planned, serviceType)
        .filter((each) => textOf(each, "ingress") !== "INGRESS_TRAFFIC_INTERNAL_ONLY")
        .filter((each) => !publicSteps.some((step) => textOf(each, "name") === `${prefix}-${step}`))
        .map((each) => `${textOf(each, "name")} can be reached from outside`),
      ...ofType(planned, serviceType)
        .filter(({ values }) => values["invoker_iam_disabled"] === true)
        .map((each) => `${textOf(each, "name")} does not check who calls it`),
    ],
  },
  {
    because: "Nothing works as a default identity, and no two steps as the same.",
    breaches: (planned) => {
      const ours = new Set(
        ofType(planned, "google_service_account").flatMap((each) => [textOf(each, "email"), textOf(each, "name")]),
      );
      const used = new Map<string, string>();
      return ofType(planned, serviceType).flatMap((each) => {
        const name = textOf(each, "name");
        const works = textIn(blockOf(each.values, "template"), "service_account");
        const builds = textIn(blockOf(each.values, "build_config"), "service_account");
        const other = used.get(works);
        used.set(works, name);
        return [
          ...(ours.has(works) ? [] : [`${name} works as ${works || "the default identity"}`]),
          ...(ours.has(builds) ? [] : [`${name} is built as ${builds || "the default identity"}`]),
          ...(other === undefined ? [] : [`${name} and ${other} are one identity`]),
        ];
      });
    },
  },
  {
    because: "Keys can be read and made by exactly the steps that ask for them.",
    breaches: (planned, { prefix, keys, steps }) =>
      ["roles/secretmanager.secretAccessor", "roles/secretmanager.secretVersionAdder"].flatMap((wanted) => {
        const held = grantsIn(planned).filter(({ role }) => role === wanted);
        const every = new Set(Object.values(keys).flat());
        return steps.flatMap((step) =>
          [...every].flatMap((key) => {
            const has = held.some(({ on, member }) => on === `${prefix}-${key}` && isAccount(member, prefix, step));
            const asks = keys[step]?.includes(key) ?? false;
            return has === asks
              ? []
              : [
                  `${step} ${asks ? "asks" : "does not ask"} for the key ${key}, and ${has ? "has" : "lacks"} ${wanted}`,
                ];
          }),
        );
      }),
  },
  {
    because: "A step may do with the stores what its code does.",
    breaches: (planned, { prefix, needs }) =>
      Object.entries(needs).flatMap(([step, wanted]) => {
        const roles = grantsIn(planned)
          .filter(({ member, on }) => isAccount(member, prefix, step) && !on.endsWith("-uploads"))
          .map(({ role }) => role);
        const has = {
          database: accessOf(roles, "roles/datastore.user", "roles/datastore.viewer"),
          content: accessOf(roles, "roles/storage.objectUser", "roles/storage.objectViewer"),
        };
        return (["database", "content"] as const)
          .filter((store) => rank[has[store]] < rank[wanted[store]])
          .map((store) => `steps.tf: ${step} needs ${store} = "${wanted[store]}", and has "${has[store]}"`);
      }),
  },
];

const rank = { none: 0, read: 1, write: 2 };

function accessOf(roles: readonly string[], writer: string, reader: string): Access {
  return roles.includes(writer) ? "write" : roles.includes(reader) ? "read" : "none";
}
