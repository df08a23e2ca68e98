import type { ChannelOwner, ChannelType } from "../../domain/channel.ts";
import type { Flag } from "./tables.ts";

/** Table of the channels of clinics and homes. */
export interface ChannelTables {
  channels: {
    id: string;
    ownerType: ChannelOwner;
    ownerId: string;
    type: ChannelType;
    label: string;
    /** `Channel.order`. */
    rank: number;
    trusted: Flag;
    enabled: Flag;
    configJson: string;
    lastTestJson: string | null;
  };
}
