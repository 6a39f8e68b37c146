import { jest } from "@jest/globals";
import { pubsubBus } from "../google/pubsub-bus.ts";
import { eventsContract, testRoutes } from "./events.contract.ts";

// The framework prints what a function throws.
jest.spyOn(console, "error").mockImplementation(() => {});

// The emulator keeps the events; who pushes them is a dispatcher of ours, because the emulator's push ignores filters and
// OIDC, sends at most two requests at a time, takes 202 for a failure, and wants five attempts before the dead letters.
// The service differs from the dispatcher in time alone: it waits longer between attempts, and delivers seldom twice.
eventsContract("pubsubEvents", () => pubsubBus(testRoutes));
