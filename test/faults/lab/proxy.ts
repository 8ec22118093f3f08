/** A TCP proxy on the loopback between two parts of an installation, for what networks do. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Proxy {
  readonly port: number;
  /** Breaks all connections off and takes no new ones. */
  cut(): void;
  /** Takes connections and passes nothing on, either way. */
  swallow(): void;
  /** Each piece that passes waits so many milliseconds. */
  slow(ms: number): void;
  /**
   * Breaks a connection off in place of passing on an answer that holds `words`, so many times; counts them. With `asked`
   * only where what was sent since the last such answer holds that.
   */
  cutAt(words: string, times: number, asked?: string): { readonly done: number };
  /** Breaks all connections off after so many more pieces towards the target. */
  cutAfter(pieces: number): { readonly done: number };
  heal(): void;
}
export interface OpenProxy extends Proxy {
  close(): Promise<void>;
}

interface Weather {
  is: "fine" | "cut" | "swallow";
  delay: number;
  fuse: { left: number; done: number } | null;
  trap: { readonly words: Buffer; readonly asked: Buffer; left: number; done: number } | null;
}

export async function openProxy(target: () => number): Promise<OpenProxy> {
  const weather: Weather = { is: "fine", delay: 0, fuse: null, trap: null };
  const pairs = new Set<readonly [Socket, Socket]>();
  const breakAll = () => {
    for (const pair of pairs) for (const one of pair) one.destroy();
  };
  const server = createServer((near) => {
    if (weather.is === "cut") return void near.destroy();
    const far = connect(target(), "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const one of pair) one.destroy();
    };
    for (const one of pair) one.on("error", end).on("close", end);
    let isAsked = false;
    pass(near, far, weather, (piece) => {
      isAsked ||= weather.trap?.asked !== undefined && piece.includes(weather.trap.asked);
      const isBurnt = burns(weather);
      if (isBurnt) breakAll();
      return isBurnt;
    });
    pass(far, near, weather, (piece) => {
      if (weather.trap === null || !piece.includes(weather.trap.words)) return false;
      const isTrapped = isAsked && springs(weather.trap);
      isAsked = false;
      if (isTrapped) end();
      return isTrapped;
    });
  });
  return {
    port: await listen(server),
    cut() {
      weather.is = "cut";
      breakAll();
    },
    swallow() {
      weather.is = "swallow";
    },
    slow(ms) {
      weather.delay = ms;
    },
    cutAt(words, times, asked = "") {
      const trap = { words: Buffer.from(words), asked: Buffer.from(asked), left: times, done: 0 };
      weather.trap = trap;
      return trap;
    },
    cutAfter(pieces) {
      const fuse = { left: pieces, done: 0 };
      weather.fuse = fuse;
      return fuse;
    },
    heal() {
      // What was swallowed is gone: who waits for it begins anew.
      if (weather.is === "swallow") breakAll();
      Object.assign(weather, { is: "fine", delay: 0, fuse: null, trap: null });
    },
    close() {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function pass(from: Socket, to: Socket, weather: Weather, stops: (piece: Buffer) => boolean): void {
  from.setNoDelay(true);
  // What comes when the weather has cleared up does not overtake what was held up before.
  let passed = Promise.resolve();
  let held = 0;
  from.on("data", (piece: Buffer) => {
    if (weather.is === "swallow" || stops(piece)) return;
    if (weather.delay === 0 && held === 0) return void to.write(piece);
    const due = Date.now() + weather.delay;
    held += 1;
    passed = passed
      .then(() => sleep(Math.max(0, due - Date.now())))
      .then(() => {
        held -= 1;
        if (to.writable) to.write(piece);
      });
  });
}

function burns({ fuse }: Weather): boolean {
  if (fuse === null || fuse.done > 0) return false;
  fuse.left -= 1;
  if (fuse.left >= 0) return false;
  fuse.done += 1;
  return true;
}

function springs(trap: NonNullable<Weather["trap"]>): boolean {
  if (trap.left === 0) return false;
  trap.left -= 1;
  trap.done += 1;
  return true;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
