/** The custody of an alert: from the sensor's time to the outcome. */
export const custodyZhCN = {
  title: "处置全程",
  pdf: "打印（PDF）",
  stage: {
    ...{ observed: "设备测得", received: "服务器收到", raised: "发起告警", queued: "待发送", sent: "首次发出", accepted: "对方系统已接收" },
    ...{
      delivered: "已送达",
      opened: "已打开",
      answered: "首次有人应答",
      onSite: "到场：我去",
      medical: "医疗：已接手",
      arrived: "到达床边",
    },
    resolved: "结束",
  },
  ms: "{n} 毫秒",
  s: "{n} 秒",
  min: "{m} 分 {s} 秒",
  h: "{h} 小时 {m} 分",
  notYet: "还没有",
  targets: "行业标准",
  target: { answered60: "60 秒内有人应答", answered180: "180 秒内有人应答", arrived45: "45 分钟内到达", arrived60: "60 分钟内到达" },
  met: "达到",
  missed: "未达到",
  open: "还在时限内",
  audit: "审计日志：第 {from} 至 {to} 条，共 {n} 条",
  noAudit: "审计日志里还没有条目",
};
