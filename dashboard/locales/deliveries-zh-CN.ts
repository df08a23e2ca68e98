/** What became of a push, as sentences: who, over what, how far. */
export const deliveriesZhCN = {
  title: "发送记录",
  empty: "没有发送记录",
  line: "{who}（{channel}）：{state}",
  attempt: "第 {n} 次",
  next: "下次 {time}",
  atLatest: "最迟 {time} 发出",
  channel: {
    ...{ webhook: "接口", wecom: "企业微信", dingtalk: "钉钉", feishu: "飞书", sms: "短信", voice: "语音电话", email: "邮件" },
    ...{ wechat: "微信", webPush: "浏览器通知", annunciator: "声光报警", screen: "屏幕" },
  },
  state: {
    ...{ queued: "待发", sent: "已发出", accepted: "对方系统已收到", delivered: "已送达手机", opened: "链接已打开" },
    ...{ acknowledged: "有人应答", failed: "没有发出", spared: "不必再发" },
  },
};
