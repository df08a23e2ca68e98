/** The shift page, opened without a network; and newer versions. */
export const coldZhCN = {
  title: "没有网络，这台手机看不到呼叫",
  since: "已经试了 {time}",
  body: "现在可能正有人呼叫，这里不会显示，也不会响。请看走廊灯和墙上的大屏，听呼叫铃；不放心就去房间看。",
  heard: "这台手机上次连上是 {time}（{age}前）。之后的事它都不知道，所以什么也不显示。",
  never: "这台手机还没有连上过，所以什么也不显示。",
  unsent: "有 {n} 条还没有送出，加密存在这台手机里；连上后，由按下的人登录或刷胸牌，就自动送出。",
  can: "现在能做的",
  call120: "情况紧急：先打 120",
  callHome: "打电话给本机构 {phone}",
  noPhone: "这台手机里没有本机构的电话。",
  now: "现在再试",
  again: "正在自动重连；连上后自己恢复，不用重开。",
  old: "页面有新版本。没有呼叫时请刷新。",
  reload: "刷新",
} as const;
