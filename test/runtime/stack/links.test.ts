import { describe, expect, test } from "vitest";
import { openLinkKeys, openLinks } from "../../../runtime/stack/links.ts";

const role = { title: "Sales", calendar: "always", reportsTo: null };
const INSIDE = { roles: { sales: role } };
const OUTSIDE = { roles: { sales: role, partner: { ...role, outside: { at: "partner_email" } } } };
const KEYS = { BATON_LINK_KEYS: `k1:${"x".repeat(32)}` };

describe("links for people outside", () => {
  test("are not asked for where nobody is outside", () => {
    expect(openLinks({}, INSIDE)).toBeNull();
    expect(openLinkKeys({}, INSIDE)).toBeNull();
  });

  test("need keys and a public address where somebody is", () => {
    expect(() => openLinkKeys({}, OUTSIDE)).toThrow(/BATON_LINK_KEYS is not set: partner is outside/);
    expect(() => openLinks(KEYS, OUTSIDE)).toThrow(/BATON_PUBLIC_URL is not set/);
    const links = openLinks({ ...KEYS, BATON_PUBLIC_URL: "https://answers.example.com/baton/" }, OUTSIDE);
    expect(links?.url).toBe("https://answers.example.com/baton");
  });

  test.each(["answers.example.com", "http://answers.example.com", "https://x.example.com/?a=b", "ftp://x"])(
    "lead to no address such as %s",
    (url) =>
      expect(() => openLinks({ ...KEYS, BATON_PUBLIC_URL: url }, OUTSIDE)).toThrow(
        /must be an https address/,
      ),
  );
});
