/**
 * A test runner for StrykerJS that loads the tests once and runs them where they are, again for each mutant. What is
 * mutated is pure and keeps nothing between two calls, so nothing has to be loaded anew: a mutant costs the milliseconds
 * of the tests that pass through it, and not the seconds of loading them.
 *
 * Vitest runs `all-tests.ts` in a thread. Its last test stays, and does what it is asked for through a channel.
 */
import { BroadcastChannel } from "node:worker_threads";
import { createVitest } from "vitest/node";

/** As `all-tests.ts` has it. */
const CHANNEL = "baton-mutants";

/**
 * What is said through the channel.
 * @typedef {{ is: "run", mutant: string, tests: readonly string[], hitLimit: number | null }} Question
 * @typedef {{ is: "loaded", tests: readonly object[], coverage: unknown }} Loaded
 * @typedef {{ is: "ran", result: object }} Ran
 */

class InPlaceRunner {
  #channel = new BroadcastChannel(CHANNEL);
  /** @type {import("vitest/node").Vitest | undefined} */
  #vitest;
  /** @type {Loaded | undefined} */
  #loaded;

  /** A mutant that acts while files are loaded would need them loaded anew: `ignoreStatic` leaves it out. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    const said = this.#next();
    const vitest = await createVitest("test", { config: "test/support/mutation/vitest-mutation.ts" });
    this.#vitest = vitest;
    // Its last test ends with this runner, unless it never comes to that.
    const over = vitest.start().then(() => ({ is: "over" }));
    const first = /** @type {Loaded | { is: "over" }} */ (await Promise.race([said, over]));
    if (first.is !== "loaded") throw new Error("the tests could not be loaded");
    this.#loaded = /** @type {Loaded} */ (first);
  }

  /** They have been run once, where they were loaded. */
  dryRun() {
    return { status: "complete", tests: this.#loaded?.tests, mutantCoverage: this.#loaded?.coverage };
  }

  /** @param {{ activeMutant: { id: string }, testFilter?: readonly string[], hitLimit?: number }} options */
  async mutantRun({ activeMutant, testFilter = [], hitLimit }) {
    const ran = this.#next();
    /** @type {Question} */
    const question = { is: "run", mutant: activeMutant.id, tests: testFilter, hitLimit: hitLimit ?? null };
    this.#channel.postMessage(question);
    return /** @type {Ran} */ (await ran).result;
  }

  async dispose() {
    this.#channel.postMessage({ is: "end" });
    this.#channel.close();
    await this.#vitest?.close();
  }

  /** @returns {Promise<unknown>} */
  #next() {
    return new Promise((resolve) => {
      this.#channel.onmessage = (message) => resolve(/** @type {MessageEvent} */ (message).data);
    });
  }
}

export const strykerPlugins = [{ kind: "TestRunner", name: "in-place", injectableClass: InPlaceRunner }];
