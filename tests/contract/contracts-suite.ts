import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import { PLAIN_CONTRACT } from "../../domain/contract.ts";
import { BLANK_PAPER, importedAt, type ContractPaper, type ContractRecord, type ContractStamp } from "../../domain/contract-record.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aHome } from "./records-builders.ts";

type Store = Pick<RecordsStore, "records" | "loadSnapshot"> & { changes(): readonly string[] };
const T = 1_764_000_000_000;
const stamp = (change: ContractStamp["change"], byName: string, reason = ""): ContractStamp => ({
  ...{ change, atMs: T + 5, reason, byUserId: "usr_m", byName, byRole: "manager" },
});
async function aContract(records: Records, over: Partial<ContractRecord> = {}) {
  const { facility, resident } = await aHome(records);
  const place = { name: "社区医院", webhookUrl: "http://127.0.0.1:9/x", webhookSecret: "whsec_x", loopbackAllowed: true };
  const clinic = await records.addClinic(place);
  const terms = { ...PLAIN_CONTRACT, facilityId: facility.id, clinicId: clinic.id, fromMs: T, toMs: T + 1_000 };
  const contract = await records.addContract({ ...terms, ...over }, stamp("added", "张院长"));
  return { facility, resident, clinic, contract };
}
const PAPER: ContractPaper = {
  documentNumber: "2026-07",
  signed: { facility: { name: "张院长", atMs: T }, clinic: null },
  fees: [{ what: "查房", class: "treatment", amountFen: 12_345, per: "visit", payer: "basicInsurance" }],
  cooperationFee: { amountFen: null, per: "year", text: "面议" },
  text: "甲方 乙方",
};

/** What every engine of the records must keep of contracts. */
export function contractsSuite(name: string, open: () => Promise<Store>): void {
  describe(`${name}: contracts`, () => {
    it("all that stands in a contract comes back, and a family doctor's has its resident", async () => {
      const { records, changes } = await open();
      const { resident } = await aHome(records);
      const terms: Partial<ContractRecord> = {
        services: ["emergency", "homeBed"],
        hours: [{ from: "08:00", to: "17:30" }],
        ...{ priority: 2, responsiblePhysician: "陈医生", dutyPhone: "8001", answerWithinMs: 90_000, tell: { fall: "at-once" } },
        ...{ modes: ["posted"], posted: { name: "赵医生", phone: null, hours: [] }, namesAllowed: true, residentId: resident.id },
      };
      const { facility, contract } = await aContract(records, { ...terms, paper: PAPER });
      expect(contract).toMatchObject({ ...terms, paper: PAPER, isDraft: false, version: 1, endReason: null });
      expect(await records.contract(contract.id)).toEqual(contract);
      expect(await records.contracts(facility.id)).toEqual([contract]);
      expect(changes().at(-1)).toBe("contracts");
      expect(await records.contract("con_none")).toBeUndefined();
    });
    it("a draft stands in the list and in no snapshot, until it is none any more", async () => {
      const { records, loadSnapshot } = await open();
      const { facility, contract } = await aContract(records, { isDraft: true });
      expect((await records.contracts(facility.id)).map(({ isDraft }) => isDraft)).toEqual([true]);
      expect((await loadSnapshot()).contracts).toEqual([]);
      await records.changeContract(contract, { ...contract, isDraft: false, version: 2 }, stamp("signed", "张院长"));
      const [routed] = (await loadSnapshot()).contracts;
      expect(routed).toMatchObject({ id: contract.id, priority: 1, renewsId: null });
      expect(routed).not.toHaveProperty("paper");
    });
    it("every change is a version of its own; of two who change at once one is told so and writes nothing", async () => {
      const { records } = await open();
      const { contract } = await aContract(records, { paper: PAPER });
      const change = (by: string, priority: number) =>
        records.changeContract(contract, { ...contract, priority, version: 2 }, stamp("amended", by, `${by} ${priority}`));
      const both = await Promise.all([change("张院长", 2), change("李院长", 3)]);
      expect(both.toSorted()).toEqual([false, true]);
      const versions = await records.contractVersions(contract.id);
      expect(versions.map(({ change: what, contract: { version } }) => [what, version])).toEqual([
        ["amended", 2],
        ["added", 1],
      ]);
      expect(versions[1]).toEqual({ ...stamp("added", "张院长"), contract });
      expect((await records.contract(contract.id))?.priority).toBe(versions[0]?.contract.priority);
      expect(versions[0]?.reason).toBe(`${versions[0]?.byName} ${versions[0]?.contract.priority}`);
    });
    it("a contract that nobody stamped says that it was imported", async () => {
      const { records } = await open();
      const { facility, clinic } = await aContract(records);
      const other = await records.addContract({ ...PLAIN_CONTRACT, facilityId: facility.id, clinicId: clinic.id, fromMs: T, toMs: null });
      expect(other.paper).toEqual(BLANK_PAPER);
      expect(await records.contractVersions(other.id)).toEqual([{ ...importedAt(T), contract: other }]);
      const nowhere = { ...PLAIN_CONTRACT, facilityId: "fac_none", clinicId: clinic.id, fromMs: T, toMs: null };
      await expect(records.addContract(nowhere)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    it("a copy of ten megabytes comes back byte by byte", async () => {
      const { records } = await open();
      const { contract } = await aContract(records);
      const content = Buffer.alloc(10 * 1024 * 1024, 7);
      content.writeUInt32BE(0xdeadbeef, content.length - 4);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const meta = { contractId: contract.id, name: "协议.pdf", type: "application/pdf", sha256, atMs: T, byName: "张院长" } as const;
      const copy = await records.addContractCopy(meta, content);
      expect(await records.contractCopies(contract.id)).toEqual([{ ...meta, id: copy.id, bytes: content.length }]);
      expect(
        createHash("sha256")
          .update(await records.contractCopyContent(copy.id))
          .digest("hex"),
      ).toBe(sha256);
      const lost = await records.addContractCopy({ ...meta, contractId: "con_none" }, Buffer.from("x")).catch((error: unknown) => error);
      expect(lost).toMatchObject({ code: "NOT_FOUND" });
    });
    it("entries of the separate account stand in the order of their dates", async () => {
      const { records } = await open();
      const { contract } = await aContract(records);
      const entry = {
        contractId: contract.id,
        amountFen: 500_000,
        use: "received",
        purpose: "第一季度",
        atMs: T,
        byName: "张院长",
      } as const;
      const later = await records.addAccountEntry({ ...entry, dateMs: T });
      const earlier = await records.addAccountEntry({ ...entry, dateMs: T - 9, amountFen: -3, use: "visitingStaff" });
      expect(await records.accountEntries(contract.id)).toEqual([earlier, later]);
    });
    it("says since when a home is known", async () => {
      const { records, loadSnapshot } = await open();
      const home = await records.addFacility({ name: "新家", staffed: false, addedAtMs: T });
      expect(home.addedAtMs).toBe(T);
      expect((await loadSnapshot()).facilities).toContainEqual(expect.objectContaining({ id: home.id, addedAtMs: T }));
    });
  });
}
