import fc from "fast-check";
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { METHODS } from "../../../domain/observation.ts";
import { EventPayload, ObservationPayload, ObservationsPayload, StatusPayload } from "../../../domain/payloads.ts";
import { SIGN_KEYS } from "../../../domain/signs.ts";
import { decodeEvents, decodeObservations, decodeStatus } from "../../../ingest/decode/native.ts";

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
/** The schema cannot say "at least one of the signs"; the decoder does. */
const hasSign = (item: object) => Object.keys(item).some((key) => key === "location" || SIGN_KEYS.some((sign) => sign === key));
/** Nor "coordinates once". */
const hasTwoPlaces = (item: object) => "location" in item && ["latitude", "longitude", "accuracy"].some((key) => key in item);

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(0, 1, 2, 3, 4, 71, -1, 0.5, 2 ** 53, true, false) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>("deep", "71", "wrist", null, [], {}, "sos") },
);
const place = fc.record({ lat: value, lon: value, accuracy: value, alt: value }, { requiredKeys: [] });
const field = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom<string>(...SIGN_KEYS, "at", "seq"), value) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("method"), fc.constantFrom<unknown>(...METHODS, "guess", 1)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("location"), fc.oneof(place, value)) },
  { weight: 1, arbitrary: fc.tuple(fc.string({ maxLength: 8 }), value) },
);
const observation = fc.array(field, { maxLength: 4 }).map((fields) => Object.fromEntries(fields));
const event = fc.record(
  {
    type: fc.constantFrom<unknown>("sos", "fall", "help", "leak", "smoke", "gas", "fire", 1),
    at: value,
    seq: value,
    detail: fc.oneof(fc.dictionary(fc.string(), value), value),
    extra: value,
  },
  { requiredKeys: [] },
);
const RUNS = { numRuns: 2_000 };

describe("the schemas of our own payloads and their decoder", () => {
  it("agree on every observation", () => {
    fc.assert(
      fc.property(observation, (item) => {
        const isFine = Value.Check(ObservationPayload, item) && hasSign(item) && !hasTwoPlaces(item);
        fc.pre(!hasTwoPlaces(item));
        expect(decodeObservations(bytes(item)).problem === null).toBe(isFine);
      }),
      RUNS,
    );
  });
  it("agree on arrays and batches", () => {
    const list = fc.array(observation, { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.oneof(
          list,
          list.map((batch) => ({ batch })),
        ),
        (payload) => {
          const items = Array.isArray(payload) ? payload : payload.batch;
          fc.pre(!items.some(hasTwoPlaces));
          const isFine = Value.Check(ObservationsPayload, payload) && items.every(hasSign);
          expect(decodeObservations(bytes(payload)).problem === null).toBe(isFine);
        },
      ),
      RUNS,
    );
  });
  it("agree on every event", () => {
    fc.assert(
      fc.property(event, (item) => {
        expect(decodeEvents(bytes(item)).problem === null).toBe(Value.Check(EventPayload, JSON.parse(JSON.stringify(item))));
      }),
      RUNS,
    );
  });
  it("agree on every status", () => {
    fc.assert(
      fc.property(fc.oneof(fc.record({ online: value }), value), (item) => {
        const isFine = Value.Check(StatusPayload, item);
        expect(decodeStatus(bytes(item)).problem === null).toBe(isFine);
      }),
    );
  });
});
