import {
  blockOf,
  blocksOf,
  ofType,
  serviceType,
  shortName,
  textIn,
  textOf,
  topicType,
} from "./planned-installation.ts";
import { type CodeFacts, missing, type Policy } from "./policy.ts";

/** What is kept, what runs, and what is left of it. */
export const storePolicies: readonly Policy[] = [
  {
    because: "Every query of the code has its index, and no index is without a query.",
    breaches: (planned, { indexes }) => {
      const wanted = [
        ...indexes.composite.map(({ collection, queryScope, fields }) =>
          [collection, queryScope, ...fields.map(fieldText)].join(" "),
        ),
        ...indexes.fields.map(({ collection, field, indexes: each }) =>
          [
            collection,
            field,
            ...each.map((index) => `${index.queryScope} ${index.order ?? index.arrayConfig}`).toSorted(),
          ].join(" "),
        ),
      ];
      const there = [
        ...ofType(planned, "google_firestore_index").map((index) =>
          [
            textOf(index, "collection"),
            textOf(index, "query_scope"),
            ...blocksOf(index.values, "fields").map(
              (field) => `${textIn(field, "field_path")} ${String(field["order"] ?? field["array_config"])}`,
            ),
          ].join(" "),
        ),
        ...ofType(planned, "google_firestore_field").map((field) =>
          [
            textOf(field, "collection"),
            textOf(field, "field"),
            ...blocksOf(blockOf(field.values, "index_config"), "indexes")
              .map((index) => `${textIn(index, "query_scope")} ${String(index["order"] ?? index["array_config"])}`)
              .toSorted(),
          ].join(" "),
        ),
      ];
      return [
        ...missing(wanted, there, (index) => `there is no index ${index}: node test/terraform/write-lists.ts`),
        ...missing(there, wanted, (index) => `no query needs the index ${index}: node test/terraform/write-lists.ts`),
      ];
    },
  },
  {
    because: "Buckets are private for good, can undo a removal, and let nothing lie about.",
    breaches: (planned) =>
      ofType(planned, "google_storage_bucket").flatMap((each) => {
        const [name, { values }] = [textOf(each, "name"), each];
        return [
          ...(values["uniform_bucket_level_access"] === true ? [] : [`${name} has access lists`]),
          ...(values["public_access_prevention"] === "enforced" ? [] : [`${name} could be made public`]),
          // What may be destroyed with all that is in it has nothing that anybody would want back.
          ...(values["force_destroy"] === true ||
          Number(blockOf(values, "soft_delete_policy")["retention_duration_seconds"]) >= 7 * 86_400
            ? []
            : [`${name} forgets at once`]),
          ...(blocksOf(values, "lifecycle_rule").length > 0 ? [] : [`${name} has no lifecycle`]),
        ];
      }),
  },
  {
    because: "A bundle is named by its content everywhere, so that an unchanged step stays as it is.",
    breaches: (planned) => {
      const bundles = ofType(planned, "google_storage_bucket_object").map((each) => textOf(each, "name"));
      return ofType(planned, serviceType).flatMap(({ values }) => {
        const build = blockOf(values, "build_config");
        const image = textIn(build, "image_uri");
        const bundle = shortName(textIn(build, "source_location"));
        const runs = textIn(blockOf(blockOf(values, "template"), "containers"), "image");
        return [
          ...(bundles.includes(bundle) ? [] : [`${bundle} is built and never uploaded`]),
          ...(image.endsWith(`:${bundle.replace(/\.zip$/, "")}`) ? [] : [`the image of ${bundle} is ${image}`]),
          ...(runs === image ? [] : [`${bundle} is built as ${image}, and ${runs} runs`]),
        ];
      });
    },
  },
  {
    because: "Traffic is all given away, and only to the newest revision and the one that was good before.",
    breaches: (planned) =>
      ofType(planned, serviceType).flatMap((each) => {
        const traffic = blocksOf(each.values, "traffic");
        const sum = traffic.reduce((total, { percent }) => total + Number(percent ?? 0), 0);
        return sum === 100 && traffic.length <= 2
          ? []
          : [`${textOf(each, "name")} divides ${sum} % among ${traffic.length}`];
      }),
  },
  {
    because: "`terraform destroy` leaves nothing: nothing is abandoned.",
    breaches: ({ resources }) =>
      resources
        .filter(({ values }) => Object.values(values).includes("ABANDON"))
        .map(({ address }) => `${address} is abandoned`),
  },
  {
    because: "Alarms, objectives and charts look at what there is.",
    breaches: (planned) => {
      const metrics = new Set(ofType(planned, "google_logging_metric").map((each) => textOf(each, "name")));
      const services = new Set(ofType(planned, serviceType).map((each) => textOf(each, "name")));
      const topics = new Set(ofType(planned, topicType).map((each) => textOf(each, "name")));
      return planned.resources
        .filter(({ type }) => type.startsWith("google_monitoring_"))
        .flatMap(({ address, values }) => {
          const text = JSON.stringify(values).replaceAll("\\", "");
          const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
          return [
            ...missing(
              named(/logging\.googleapis\.com\/user\/([\w-]+)/g),
              [...metrics],
              (name) => `${address} looks at the metric ${name}`,
            ),
            ...missing(
              named(/service_name = "([\w-]+)"/g),
              [...services],
              (name) => `${address} looks at the service ${name}`,
            ),
            ...missing(named(/topic_id = "([\w-]+)"/g), [...topics], (name) => `${address} looks at the topic ${name}`),
          ].map((sentence) => `${sentence}, which is not there`);
        });
    },
  },
];

function fieldText(field: CodeFacts["indexes"]["composite"][number]["fields"][number]): string {
  return `${field.fieldPath} ${"order" in field ? field.order : field.arrayConfig}`;
}
