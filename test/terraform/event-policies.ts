import { type Grant, grantsIn } from "./grants.ts";
import {
  blockOf,
  environmentOf,
  namesOf,
  ofType,
  type PlannedResource,
  serviceType,
  shortName,
  subscriptionType,
  textIn,
  textOf,
  topicType,
} from "./planned-installation.ts";
import { type CodeFacts, isAccount, missing, type Policy } from "./policy.ts";

const weekSeconds = 7 * 86_400;

/** Steps, events, and how one reaches the other. */
export const eventPolicies: readonly Policy[] = [
  {
    because: "Every step is a function of its own, and there are no others.",
    breaches: (planned, { prefix, steps }) => {
      const targets = ofType(planned, serviceType).map(({ values }) =>
        textIn(blockOf(values, "build_config"), "function_target"),
      );
      return [
        ...missing(steps, targets, (step) => `the step ${step} has no block in steps.tf`),
        ...missing(targets, steps, (step) => `${step} in steps.tf is no step`),
        ...missing(
          steps.map((step) => `${prefix}-${step}`),
          namesOf(ofType(planned, serviceType)),
          (name) => `there is no service ${name}`,
        ),
      ];
    },
  },
  {
    because:
      "Every event has a topic, those who announce it may publish there, and those whom it wakes are subscribed.",
    breaches: (planned, { prefix, events, steps }) => {
      const topics = namesOf(ofType(planned, topicType));
      const grants = grantsIn(planned).filter(({ role }) => role === "roles/pubsub.publisher");
      const pushed = new Map(
        ofType(planned, subscriptionType).map((each) => [textOf(each, "name"), shortName(textOf(each, "topic"))]),
      );
      const known = events.map(({ name }) => topicOf(prefix, name));
      const others = topics.filter((topic) => !topic.endsWith("-dead") && topic !== `${prefix}-uploads`);
      return [
        ...missing(others, known, (topic) => `the topic ${topic} belongs to no event`),
        ...events.flatMap((event) => {
          const topic = topicOf(prefix, event.name);
          if (!topics.includes(topic)) return [`topics.tf lacks ${lineOf(event)}`];
          // A replay announces the original event again.
          const publishers = new Set<string>(["dead-letter", ...event.publishedBy]);
          const woken = new Set<string>(["project", ...event.consumedBy]);
          return steps.flatMap((step) => {
            const mayAnnounce = grants.some(({ on, member }) => on === topic && isAccount(member, prefix, step));
            const isSubscribed = pushed.get(`${prefix}-${step}-${event.name.replaceAll(".", "-")}`) === topic;
            return [
              ...(mayAnnounce === publishers.has(step)
                ? []
                : [`${step} ${mayAnnounce ? "may" : "may not"} announce ${event.name}; topics.tf: ${lineOf(event)}`]),
              ...(isSubscribed === woken.has(step)
                ? []
                : [`${event.name} ${isSubscribed ? "wakes" : "does not wake"} ${step}; topics.tf: ${lineOf(event)}`]),
            ];
          });
        }),
      ];
    },
  },
  {
    because:
      "Every subscription has a dead-letter topic that somebody is subscribed to; only the very last one waits for a person.",
    breaches: (planned, { prefix }) => {
      const subscriptions = ofType(planned, subscriptionType);
      const heard = new Set(subscriptions.map((each) => textOf(each, "topic")));
      const grants = grantsIn(planned).filter(({ member }) => member.includes("gcp-sa-pubsub"));
      return subscriptions
        .filter((each) => textOf(each, "name") !== `${prefix}-dead-letter-dead`)
        .flatMap((each) => {
          const name = textOf(each, "name");
          const dead = textIn(blockOf(each.values, "dead_letter_policy"), "dead_letter_topic");
          if (dead === "") return [`${name} has no dead-letter topic`];
          return [
            ...(heard.has(dead)
              ? []
              : [`nobody is subscribed to ${shortName(dead)}, the dead-letter topic of ${name}`]),
            ...(may(grants, "roles/pubsub.publisher", shortName(dead))
              ? []
              : [`Pub/Sub may not publish to ${shortName(dead)}`]),
            ...(may(grants, "roles/pubsub.subscriber", name)
              ? []
              : [`Pub/Sub may not take dead letters out of ${name}`]),
          ];
        });
    },
  },
  {
    because: "Subscriptions never expire, keep what waits, and try again at growing intervals.",
    breaches: (planned) =>
      ofType(planned, subscriptionType).flatMap((each) => {
        const [name, { values }] = [textOf(each, "name"), each];
        const mayWait = !isPush(each) && blockOf(values, "cloud_storage_config")["bucket"] === undefined;
        return [
          ...(blockOf(values, "expiration_policy")["ttl"] === "" ? [] : [`${name} expires`]),
          ...(seconds(values["message_retention_duration"]) >= weekSeconds
            ? []
            : [`${name} keeps messages for less than a week`]),
          ...(mayWait || seconds(blockOf(values, "retry_policy")["minimum_backoff"]) > 0
            ? []
            : [`${name} has no retry policy`]),
        ];
      }),
  },
  {
    because: "Topics keep what was said on them, so that a subscription can be sought back.",
    breaches: (planned) =>
      ofType(planned, topicType)
        .filter(({ values }) => seconds(values["message_retention_duration"]) < weekSeconds)
        .map((each) => `${textOf(each, "name")} keeps messages for less than a week`),
  },
  {
    because:
      "Whatever pushes or ticks says who it is, to an audience that the service expects, and may call that service.",
    breaches: (planned) => {
      const services = ofType(planned, serviceType);
      const invokers = grantsIn(planned).filter(({ role }) => role === "roles/run.invoker");
      const calls = [
        ...ofType(planned, subscriptionType)
          .filter(isPush)
          .map((each) => ({
            name: textOf(each, "name"),
            to: pushOf(each)["push_endpoint"],
            token: blockOf(pushOf(each), "oidc_token"),
          })),
        ...ofType(planned, "google_cloud_scheduler_job").map((each) => {
          const target = blockOf(each.values, "http_target");
          return { name: textOf(each, "name"), to: target["uri"], token: blockOf(target, "oidc_token") };
        }),
      ];
      return calls.flatMap(({ name, to, token }) => {
        const service = services.find((each) => textOf(each, "uri") === to);
        if (service === undefined) return [`${name} calls ${String(to)}, which is no service of ours`];
        const account = textIn(token, "service_account_email");
        if (account === "") return [`${name} calls without an identity`];
        const audiences = service.values["custom_audiences"];
        const isExpected = Array.isArray(audiences) && audiences.includes(token["audience"]);
        const mayCall = invokers.some(
          (grant) => grant.on === textOf(service, "name") && grant.member === `serviceAccount:${account}`,
        );
        const said = environmentOf(service);
        return [
          ...(isExpected
            ? []
            : [`${name} names the audience ${textIn(token, "audience")}, which its service does not expect`]),
          ...(mayCall ? [] : [`${account} may not call ${textOf(service, "name")}`]),
          ...(said.get("PUSH_AUDIENCE") === token["audience"]
            ? []
            : [`the service of ${name} is not told its audience`]),
          ...(said.get("PUSH_CALLER") === account ? [] : [`the service of ${name} is not told who calls it`]),
        ];
      });
    },
  },
  {
    because: "Whatever fails for good alarms somebody.",
    breaches: (planned, { prefix, steps }) => {
      const alarmed = ofType(planned, "google_monitoring_alert_policy")
        .filter(
          ({ values }) => Array.isArray(values["notification_channels"]) && values["notification_channels"].length > 0,
        )
        .map(({ values }) => textIn(blockOf(blockOf(values, "conditions"), "condition_threshold"), "filter"));
      return steps
        .filter((step) => !alarmed.some((filter) => filter.includes(`topic_id = "${prefix}-${step}-dead"`)))
        .map((step) => `nobody hears of the dead letters of ${step}`);
    },
  },
];

/** What has to stand in topics.tf. */
function lineOf({ name, publishedBy, consumedBy }: CodeFacts["events"][number]): string {
  return `"${name}" = { published_by = ${JSON.stringify(publishedBy)}, wakes = ${JSON.stringify(consumedBy)} }`;
}

function topicOf(prefix: string, event: string): string {
  return `${prefix}-${event.replaceAll(".", "-")}`;
}

function may(grants: readonly Grant[], role: string, on: string): boolean {
  return grants.some((grant) => grant.role === role && grant.on === on);
}

function pushOf({ values }: PlannedResource) {
  return blockOf(values, "push_config");
}

function isPush(subscription: PlannedResource): boolean {
  return pushOf(subscription)["push_endpoint"] !== undefined;
}

/** `604800s` */
function seconds(duration: unknown): number {
  return Number(/^(\d+)s$/.exec(String(duration))?.[1] ?? 0);
}
