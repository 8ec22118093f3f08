import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { People } from "../../../compiler/library.ts";
import { actorFor, todayOf } from "../../../runtime/access/actor.ts";
import { openDevAccess, readDevToken } from "../../../runtime/access/dev-access.ts";
import { readSecret, type Secret } from "../../../runtime/access/secret.ts";
import { mintToken, verifyToken } from "../../../runtime/access/token.ts";
import { LIBRARY, MONDAY } from "../ingest/fixture.ts";

function secretOf(text: string): Secret {
  const read = readSecret(text);
  if ("problem" in read) throw new Error(read.problem);
  return read.secret;
}
const SECRET = secretOf("a".repeat(32));
const ANNA = { name: "anna", scopes: ["people"] } as const;

describe("a secret", () => {
  it.each([undefined, "", "short", "é".repeat(15)])("is refused when it is %s", (value) => {
    expect(readSecret(value)).toHaveProperty("problem");
  });
});

describe("a token", () => {
  it("says who it is and what for", async () => {
    expect(await verifyToken(SECRET, await mintToken(SECRET, ANNA, "1h"))).toEqual(ANNA);
  });

  const forged = {
    "signed with another secret": mintToken(secretOf("b".repeat(32)), ANNA, "1h"),
    expired: mintToken(SECRET, ANNA, "-1s"),
    "not signed": Promise.resolve(
      new UnsecuredJWT({ scopes: ["admin"] })
        .setSubject("anna")
        .setIssuer("baton")
        .setAudience("baton-gateway")
        .setExpirationTime("1h")
        .encode(),
    ),
    "for another audience": signed({ aud: "elsewhere" }),
    "of another issuer": signed({ iss: "elsewhere" }),
    "without an end": signed({ exp: undefined }),
    "of an unknown scope": signed({ scopes: ["everything"] }),
    "of another algorithm": signed({}, "HS384"),
    "no token": Promise.resolve("x.y.z"),
    cut: mintToken(SECRET, ANNA, "1h").then((token) => token.slice(0, -2)),
  };
  it.each(Object.entries(forged))("is refused when it is %s", async (_, token) => {
    expect(await verifyToken(SECRET, await token)).toBeNull();
  });
});

async function signed(change: Readonly<Record<string, unknown>>, alg = "HS256"): Promise<string> {
  const claims = {
    sub: "anna",
    iss: "baton",
    aud: "baton-gateway",
    exp: 4_102_444_800,
    scopes: ["people"],
    ...change,
  };
  return await new SignJWT(claims).setProtectedHeader({ alg }).sign(SECRET.key);
}

describe("a person who acts", () => {
  const person = (id: string, roles: readonly string[]) => ({
    id,
    name: id,
    email: `${id}@example.com`,
    roles,
    serves: {},
    capacity: null,
    away: [],
  });
  const people: People = {
    people: [person("finn", ["finance"]), person("dag", ["marketing"])],
    delegates: [{ right: "discount", of: "finn", to: "dag", from: "2026-12-21", toDate: "2027-01-03" }],
    addresses: {},
  };
  const lent = [{ person: "finn", right: "discount", roles: ["finance"] }];

  it.each([
    ["2026-12-20", []],
    ["2026-12-21", lent],
    ["2027-01-03", lent],
    ["2027-01-04", []],
  ])("has on %s the rights that are lent then", (today, delegateOf) => {
    expect(actorFor("dag", people, today)).toEqual({ person: "dag", roles: ["marketing"], delegateOf });
  });

  it("lends nothing by it, and is somebody that people.yaml names", () => {
    expect(actorFor("finn", people, "2026-12-25")?.delegateOf).toEqual([]);
    expect(actorFor("nobody", people, "2026-12-25")).toBeNull();
  });

  it("has the date of where they work", () => {
    const zone = { ...LIBRARY.calendars.always, offsets: [[0, 600]] as const };
    const east = {
      ...LIBRARY,
      calendars: { always: { ...LIBRARY.calendars.always, ...zone } },
    } as typeof LIBRARY;
    const evening = MONDAY + 6 * 3_600_000;
    expect(todayOf("dag", people, LIBRARY, evening)).toBe("2026-11-23");
    expect(todayOf("dag", people, east, evening)).toBe("2026-11-24");
  });
});

describe("a developer's access", () => {
  it("is kept in files that only they can read, over restarts", async () => {
    const directory = await mkdtemp(join(tmpdir(), "baton-access-"));
    expect(await readDevToken(directory)).toBeNull();
    const [first, second] = [await openDevAccess(directory), await openDevAccess(directory)];
    expect(await verifyToken(first.secret, second.token)).toMatchObject({ name: "system:dev" });
    expect(await readDevToken(directory)).toBe(second.token);
    for (const file of ["secret", "token"])
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(directory, "secret"), "utf8")).length).toBeGreaterThanOrEqual(32);
  });
});
