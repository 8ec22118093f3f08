/** Handovers between their trigger and their move: docs/language.md, rules 1, 5, 9 and 11, "Handovers". */
import { describe, expect, test } from "vitest";
import { BATON, cast, DAY, HOUR, openDesk, plays, SECOND, timeOf, told } from "./play.ts";

const SERIES = `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
  on demo_requested -> second through baton
  send one  wait 2 days  send two  stay
}`;

describe("offer, acceptance, move (rule 5)", () => {
  test("the subject stays with the giver until somebody accepts", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       then         stage is first and holder is marketing_manager and handover baton offered to anna
       at 2 hours   anna accepts baton
       then         stage is second and holder is anna`,
    ));

  test("a handler that fires on entry comes before the main track: no welcome is sent", () =>
    plays(
      `${SERIES.replace("on demo_requested", "on content_downloaded")} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       then         handover baton offered to anna and message one not sent
       at 3 days
       then         message one not sent`,
    ));
});
