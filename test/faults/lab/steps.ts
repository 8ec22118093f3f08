/** What several faults are made of. */
import type { CrashPoint } from "../../../runtime/crash-points.ts";
import { type Bench, Broken, type Site } from "./fault.ts";
import { hasEnded, type LabOptions, type ProcessName } from "./lab.ts";

export const SECOND = 1_000;
/** An attempt of the action may take a minute; one that died with its worker is missed when that is over. */
export const ATTEMPT = 60 * SECOND;
/** Leads who sign up while it is broken. */
export const LEADS = 8;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for something that the fault needs. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  within = 60 * SECOND,
): Promise<void> {
  const end = Date.now() + within;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Broken(`${what} did not come to pass within ${within / SECOND} s.`);
    await pause(50);
  }
}

/** The process dies at the point, and another one is started in its place, as a supervisor would. */
export async function dieAt(
  bench: Bench,
  point: CrashPoint,
  { time = 3, ...options }: LabOptions & { readonly time?: number } = {},
): Promise<Site> {
  const name: ProcessName = /^(gateway|relay)\./.test(point) ? "gateway" : "worker";
  const key = name === "gateway" ? "gatewayDiesAt" : "workerDiesAt";
  const site = await bench.open({ ...options, [key]: `${point}#${time}` });
  const signedUp = site.traffic.signUp(LEADS);
  const dying = site.lab.now(name);
  await until(() => hasEnded(dying), `The death of the ${name} at ${point}`);
  await site.lab.start(name);
  await signedUp;
  return site;
}
