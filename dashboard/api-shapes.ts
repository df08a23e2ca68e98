import { CustodyView } from "../domain/custody-view.ts";
import { AlertView } from "../domain/alert.ts";
import { DeviceView } from "../domain/api-admin-schemas.ts";
import { FeedEntry, pageOf } from "../domain/api-schemas.ts";
import { DeliveryAttemptView } from "../domain/delivery.ts";
import { ContactCallView, FamilyNoticeView } from "../domain/family-notice.ts";
import { RuleView } from "../domain/rule-book.ts";
import { LimitView } from "../domain/series.ts";

/** Answers of the API as this dashboard reads them; what is shared with the server lives in domain/api-schemas.ts. */
export const FeedList = pageOf(FeedEntry);
export const AlertList = pageOf(AlertView);
export const DeliveryList = pageOf(DeliveryAttemptView);
export const Custody = CustodyView;
export const FamilyList = pageOf(FamilyNoticeView);
export const CallList = pageOf(ContactCallView);
export const LimitList = pageOf(LimitView);
export const RuleList = pageOf(RuleView);
export const HeldDeviceList = pageOf(DeviceView);
export type HeldDevice = DeviceView;
