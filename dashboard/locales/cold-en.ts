/** The shift page, opened without a network; and newer versions. */
export const coldEn = {
  title: "No network: this phone sees no calls",
  since: "trying for {time}",
  body: "Somebody may be calling now; it is not shown here and does not sound. Look at the corridor lights and the wall, listen for the call bell; if in doubt, go and look in the rooms.",
  heard: "This phone was last connected at {time} ({age} ago). It knows nothing of what came after, so it shows nothing.",
  never: "This phone was never connected, so it shows nothing.",
  unsent: "{n} not sent yet, kept encrypted on this phone; sent by itself once connected and whoever pressed is signed in again.",
  can: "What you can do now",
  call120: "Emergency: call 120 first",
  callHome: "Phone the home {phone}",
  noPhone: "This phone does not know the home's number.",
  now: "Try now",
  again: "Reconnecting by itself; the page comes back without opening it again.",
  old: "There is a newer version. Reload while nobody calls.",
  reload: "Reload",
} as const;
