import { costTable } from "./monthly-cost.ts";

process.stdout.write(costTable([10, 1000, 100_000]));
