import { availableParallelism } from "node:os";
import { type DataFolder, openDataFolder } from "../../shared/adapters/local/data-folder.ts";
import { fileSecrets } from "../../shared/adapters/local/file-secrets.ts";
import { folderMail } from "../../shared/adapters/local/folder-mail.ts";
import { fsBlobs } from "../../shared/adapters/local/fs-blobs.ts";
import { memoryProgress } from "../../shared/adapters/local/memory-progress.ts";
import { ownerToken } from "../../shared/adapters/local/owner-token.ts";
import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteEvents } from "../../shared/adapters/local/sqlite-events.ts";
import { sqliteJournal } from "../../shared/adapters/local/sqlite-journal.ts";
import { sqliteLedger } from "../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../shared/adapters/local/sqlite-read-models.ts";
import { sendgridCarrier } from "../../shared/adapters/mail/sendgrid-carrier.ts";
import { smtpMail } from "../../shared/adapters/mail/smtp-mail.ts";
import { undiciWeb } from "../../shared/adapters/web/undici-web.ts";
import { threadWorkshop } from "../../shared/adapters/workshop/thread-workshop.ts";
import { erasuresIn } from "../../shared/erasures.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { Mail } from "../../shared/ports/mail.ts";
import { productVersion } from "../../shared/product-version.ts";
import { readModels as models } from "../../shared/read-models/catalogue.ts";
import { systemClock, systemRandomness } from "../../shared/system-clock.ts";
import { systemTimers } from "../../shared/system-timers.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { pageGate } from "../../shared/web/page-gate.ts";
import { createApi } from "../api/app.ts";
import { ofPresentAccount } from "../api/of-present-account.ts";
import { deadLetterHandlers } from "../dead-letter/handlers.ts";
import { deliverHandlers } from "../deliver/handlers.ts";
import { settleAbandoned } from "../deliver/settle-delivery.ts";
import { digestHandlers } from "../digest/handlers.ts";
import { extractHandlers } from "../extract/handlers.ts";
import { extractJob } from "../extract/open-apart.ts";
import { fetchHandlers } from "../fetch/handlers.ts";
import { websubCallbacks } from "../fetch/websub/websub-callbacks.ts";
import { formatHandlers } from "../format/handlers.ts";
import { housekeepHandlers } from "../housekeep/handlers.ts";
import { housekeepOnce } from "../housekeep/housekeep-once.ts";
import { ingestHandlers } from "../ingest/handlers.ts";
import { webhookCounts } from "../mail-events/webhook-counts.ts";
import { createWebhooks } from "../mail-events/webhooks.ts";
import { pollOnce } from "../poll/poll-once.ts";
import { projectHandlers } from "../project/handlers.ts";
import { everyTick } from "./every-tick.ts";
import { type Inbox, openInbox } from "./inbox.ts";
import { listen } from "./listen.ts";
import { rejectedFolder } from "./rejected-folder.ts";
import { localRemains } from "./remains.ts";
import type { LocalSettings } from "./settings.ts";
import { localRoutes, subscribeAll } from "./subscriptions.ts";
import { localVitals } from "./vitals.ts";

/** Everything in one process, running. */
export interface LocalServer {
  readonly address: string;
  readonly token: string;
  /** Takes nothing new, finishes what is under way as far as that is quick, and closes everything. */
  stop(): Promise<void>;
}

/** The one account of a home machine, under its first name: once that has been erased, its owner goes on under another. */
const firstAccount = "home";
/** The housekeeping begins when whoever has started the server has what they came for, and is done again every day. */
const housekeepAfterMs = 60_000;
const housekeepEveryMs = 24 * 60 * 60_000;
/** What a hostile book may use before its conversion is ended. */
const jobMemoryMb = 512;
/** A file that hangs must not hold up the one behind it. */
const threadsMin = 2;
/** Loaded ahead, so that the first book does not wait for it. */
const inspectModule = new URL("../ingest/inspect.job.ts", import.meta.url);
const convertModule = new URL("../format/convert.job.ts", import.meta.url);
/** How long a stop waits for what is under way; what has not ended by then goes on at the next start. */
const stopWithinMs = 15_000;
/** A conversion that has not ended by then is given up, and begun again at the next start: it may have minutes to go. */
const conversionsEndWithinMs = 2000;

/** Opens the data folder, wires every step to its embedded adapters, and serves. */
export async function openServer(settings: LocalSettings, log: Log): Promise<LocalServer> {
  const folder = await openDataFolder(settings.dataDir);
  try {
    return await serverIn(folder, settings, log);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

async function serverIn(folder: DataFolder, settings: LocalSettings, log: Log): Promise<LocalServer> {
  const token = await ownerToken(folder.path, settings.apiToken);
  const database = openSqliteDatabase(folder.database);
  const world = { clock: systemClock, timers: systemTimers, randomness: systemRandomness, log };
  const events = sqliteEvents(database, localRoutes, world);
  const threads = Math.max(threadsMin, availableParallelism());
  // Apart, so that a conversion of minutes never keeps a new file from being looked at.
  const inspecting = threadWorkshop({ threads, memoryMb: jobMemoryMb, preload: [inspectModule] });
  const converting = threadWorkshop({ threads, memoryMb: jobMemoryMb, preload: [convertModule] });
  const extracting = threadWorkshop({ threads: threadsMin, memoryMb: jobMemoryMb, preload: [extractJob.module] });
  const stores = {
    journal: sqliteJournal(database),
    readModels: sqliteReadModels(database, models),
    ledger: sqliteLedger(database),
    blobs: await fsBlobs(folder.blobs),
    secrets: fileSecrets(folder.secrets),
  };
  const { fetchAllow: allow, publicUrl } = settings;
  const web = undiciWeb({ ...world, asker: { version: productVersion, contact: publicUrl }, allow });
  const gate = pageGate({ ...world, web });
  // A look into this machine's own database costs nothing: nothing has to be believed for longer.
  const erasures = erasuresIn(stores.readModels, world.clock, { trustMs: 0 });
  const ports = { ...world, ...stores, erasures, events, web, progress: memoryProgress() };
  const remains = localRemains({ outbox: folder.outbox, rejected: folder.rejected, bus: events, database });
  const noTimeLeft = new AbortController();
  const { deviceDomains, mailFrom } = settings;
  const mail = mailFor(settings, folder, world);
  const deliverPorts = { ...ports, mail, settings: { mailFrom, deviceDomains } };
  const rejected = rejectedFolder(folder.rejected, stores.blobs);

  subscribeAll(
    events,
    {
      ingest: handleEvents("ingest", ingestHandlers({ ...ports, workshop: inspecting }), ports),
      format: handleEvents(
        "format",
        formatHandlers({
          ...ports,
          workshop: converting,
          settings: { mailBytesMax: mail.messageBytesMax },
          stopping: noTimeLeft.signal,
        }),
        ports,
      ),
      fetch: handleEvents("fetch", fetchHandlers({ ...ports, workshop: extracting, settings: { publicUrl } }), ports),
      extract: handleEvents("extract", extractHandlers({ ...ports, workshop: extracting, pageGate: gate }), ports),
      digest: handleEvents("digest", digestHandlers(ports), ports),
      deliver: handleEvents("deliver", deliverHandlers(deliverPorts), ports),
      project: handleEvents("project", projectHandlers(ports), ports),
      "dead-letter": handleEvents("dead-letter", deadLetterHandlers(ports), ports),
      housekeep: handleEvents("housekeep", housekeepHandlers({ ...ports, remains }), ports),
      "rejected-folder": rejected.handle,
    },
    ports,
  );

  // Whoever held a claim is gone: this is the only process on the folder.
  const abandoned = await settleAbandoned(world.clock.now(), deliverPorts);
  if (abandoned > 0) log.warn("deliver.abandoned-settled", { deliveries: abandoned });

  let inbox: Inbox | undefined;
  const stopping = new AbortController();
  const counts = webhookCounts();
  const vitals = localVitals({ database, bus: events, inbox: () => inbox, webhooks: counts, clock: world.clock });
  const account = () => erasures.presentName(firstAccount);
  const apiFor = (present: string) =>
    createApi(
      { ...ports, vitals },
      {
        account: present,
        token,
        deviceDomains,
        mailFrom,
        mailStaysHere: settings.smtpUrl === undefined && settings.sendgrid === undefined,
        fetchAllow: settings.fetchAllow,
        // A home machine stands where its readers are.
        timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        loopback: settings.loopback,
        stopping: stopping.signal,
      },
      {
        webhooks: websubCallbacks(ports).route("/", createWebhooks(ports, { account, ...settings.webhooks }, counts)),
      },
    );
  const api = ofPresentAccount(account, apiFor);
  // The first answer puts the routes together, which takes longer than any answer after it: nobody is to wait for that.
  await (await api.fetch(new Request("http://localhost/health"))).arrayBuffer();
  const listening = await listen(api, settings);
  inspecting.warm();
  converting.warm();
  await events.start();
  const opened = await openInbox(folder.inbox, account, { ...ports, rejected });
  inbox = opened;
  const ticks = everyTick(settings.tickMs, world, async () => {
    opened.look();
    await pollOnce(ports);
  });
  const days = everyTick(
    housekeepEveryMs,
    world,
    async () => log.info("housekeep.done", { ...(await housekeepOnce({ ...ports, remains })) }),
    {
      firstAfterMs: housekeepAfterMs,
    },
  );

  return {
    address: listening.address,
    token,
    stop: async () => {
      stopping.abort();
      const cancel = world.timers.after(conversionsEndWithinMs, () =>
        noTimeLeft.abort(new Error("The server is stopping")),
      );
      await Promise.all([
        ticks.stop(),
        days.stop(),
        opened.stop(),
        listening.stop(stopWithinMs),
        events.stop(stopWithinMs),
      ]);
      cancel();
      await Promise.all([inspecting.close(), converting.close(), extracting.close(), web.close()]);
      await database.close();
      await folder.close();
    },
  };
}

function mailFor(
  { smtpUrl, sendgrid, webhooks, mailBytesMax }: LocalSettings,
  folder: DataFolder,
  world: Parameters<typeof sendgridCarrier>[1],
): Mail {
  const options = mailBytesMax === undefined ? {} : { messageBytesMax: mailBytesMax };
  if (sendgrid !== undefined) {
    return sendgridCarrier({ ...sendgrid, webhook: webhooks.eventKeys.length > 0, ...options }, world);
  }
  return smtpUrl === undefined ? folderMail(folder.outbox, options) : smtpMail(smtpUrl, options);
}
